// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/** Files of this machine, on a disk that is full from some byte on: Hadoop tells so by an Error. */
public final class FullDisk extends RawLocalFileSystem {
  private static final AtomicLong LEFT = new AtomicLong(Long.MAX_VALUE);

  /** Leaves room for a number of bytes. */
  static void leave(long bytes) {
    LEFT.set(bytes);
  }

  static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set("fs.full.impl", FullDisk.class.getName());
    configuration.setBoolean("fs.full.impl.disable.cache", true);
    return configuration;
  }

  @Override
  public URI getUri() {
    return URI.create("full:///");
  }

  @Override
  public FSDataOutputStream create(
      Path path, boolean overwrite, int buffer, short replicas, long block, Progressable progress)
      throws IOException {
    OutputStream file = super.create(path, overwrite, buffer, replicas, block, progress);
    return new FSDataOutputStream(new Limited(file), null);
  }

  /** Takes bytes as long as there is room. */
  private static final class Limited extends OutputStream {
    private final OutputStream file;

    Limited(OutputStream file) {
      this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      if (LEFT.addAndGet(-count) < 0) {
        throw error();
      }
      file.write(bytes, from, count);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private static FSError error() {
    try {
      Constructor<FSError> constructor = FSError.class.getDeclaredConstructor(Throwable.class);
      constructor.setAccessible(true);
      return constructor.newInstance(new IOException("No space left on device"));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
