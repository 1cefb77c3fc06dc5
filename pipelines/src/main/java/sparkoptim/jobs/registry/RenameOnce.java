// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Path;
import sparkoptim.engine.publish.Volume;

/** On HDFS: a file that is written aside is renamed, which the name node refuses to a second. */
final class RenameOnce implements ExclusiveCreate.Way {
  private final Volume volume;
  private final FileContext context;

  RenameOnce(Volume volume, Configuration hadoop) throws IOException {
    this.volume = volume;
    this.context = FileContext.getFileContext(volume.files().getUri(), hadoop);
  }

  @Override
  public boolean create(Path file, byte[] content) throws IOException {
    Path aside = new Path(file.getParent(), ExclusiveCreate.asideName());
    try {
      volume.write(aside, content);
      context.rename(aside, file); // without OVERWRITE
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      volume.remove(aside);
    }
  }
}
