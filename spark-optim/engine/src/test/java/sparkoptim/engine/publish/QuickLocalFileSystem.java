// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system, which sets permissions by itself: without its native library Hadoop
 * starts a {@code chmod} for every file and folder, dozens of them for a model that is saved.
 */
public final class QuickLocalFileSystem extends LocalFileSystem {
  /** Called by Hadoop. */
  public QuickLocalFileSystem() {
    super(new Raw());
  }

  private static final class Raw extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      String letters = permission.toString().substring(0, "rwxrwxrwx".length());
      Files.setPosixFilePermissions(
          pathToFile(path).toPath(), PosixFilePermissions.fromString(letters));
    }
  }
}
