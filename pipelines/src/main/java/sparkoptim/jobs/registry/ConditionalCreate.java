// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import sparkoptim.core.PlainText;
import sparkoptim.engine.publish.Volume;

/**
 * On an object store: the request that ends the upload is refused where there is an object. S3A has
 * it since Hadoop 3.4.2; a file system that does not know the option refuses it.
 */
final class ConditionalCreate implements ExclusiveCreate.Way {
  private static final String OPTION = "fs.option.create.conditional.overwrite";

  /** The file system does not know the option, or the store does not. */
  static final class UnsupportedException extends IOException {
    private static final long serialVersionUID = 1L;

    UnsupportedException(Exception cause) {
      super(
          PlainText.line(String.valueOf(cause.getMessage()).lines().findFirst().orElse("")), cause);
    }
  }

  private final Volume volume;

  ConditionalCreate(Volume volume) {
    this.volume = volume;
  }

  @Override
  public boolean create(Path file, byte[] content) throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = volume.files().createFile(file);
    builder.overwrite(true).must(OPTION, true);
    try (FSDataOutputStream out = builder.build()) {
      out.write(content);
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw new UnsupportedException(e);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      if (e.getClass().getSimpleName().contains("Unsupported")) { // of hadoop-aws
        throw new UnsupportedException(e);
      }
      throw e; // the caller looks whose file is there
    }
    return true;
  }
}
