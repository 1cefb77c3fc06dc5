// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A file on a Hadoop file system that others can read while it grows, line by line. */
final class LineFile implements Closeable {
  private final FSDataOutputStream out;

  /** Creates the file, and its folder, or goes on at the end of one that exists. */
  LineFile(Path path, Configuration hadoop) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    if (files instanceof ChecksumFileSystem checked) {
      files = checked.getRawFileSystem(); // one with check sums keeps lines back, and cannot append
    }
    out = files.exists(path) ? files.append(path) : files.create(path, false);
  }

  /** Writes a line, to where readers see it; on an object store that is only when it is closed. */
  void write(String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.UTF_8));
    out.hflush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
