// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.probe;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Tries what checkpoints and results need of a folder: write, read back, list, rename over and
 * delete, by the driver and by executors that have to see each other's files.
 */
public final class SharedFolder implements AutoCloseable {
  private static final String DRIVER = "driver";

  private final FileSystem files;
  private final Path place;
  private final String content;

  private SharedFolder(FileSystem files, Path place, String content) {
    this.files = files;
    this.place = place;
    this.content = content;
  }

  /** Makes a hidden folder of its own in a folder. */
  public static SharedFolder make(String folder, Configuration hadoop) throws IOException {
    String content = UUID.randomUUID().toString();
    Path place = new Path(new Path(folder), ".spark-optim-doctor-" + content);
    FileSystem files = place.getFileSystem(hadoop);
    SharedFolder made = new SharedFolder(files, files.makeQualified(place), content);
    files.mkdirs(place);
    return made;
  }

  /** Opens the same one elsewhere. */
  static SharedFolder at(String place, Configuration hadoop) throws IOException {
    Path path = new Path(place);
    String content = path.getName().replace(".spark-optim-doctor-", "");
    return new SharedFolder(path.getFileSystem(hadoop), path, content);
  }

  /** Returns where it is. */
  public String place() {
    return place.toString();
  }

  /**
   * Does all that the driver does with checkpoints.
   *
   * @throws IOException that says which step failed
   */
  public void tryAll() throws IOException {
    write(DRIVER);
    read(DRIVER);
    write("new");
    Path target = new Path(place, DRIVER);
    files.delete(target, false);
    if (!files.rename(new Path(place, "new"), target)) {
      throw new IOException("renaming a file failed");
    }
    read(DRIVER);
    if (!has(DRIVER)) {
      throw new IOException("a file that was written is not in the list of files");
    }
  }

  /** Returns why an executor does not share it; empty where it does. */
  String sharedBy(String executor) {
    try {
      read(DRIVER);
      write("executor-" + executor);
      return "";
    } catch (FileNotFoundException e) {
      return "it does not see the driver's file in " + place;
    } catch (IOException | FSError e) {
      return e.toString();
    }
  }

  /** Returns whether the driver sees what an executor wrote. */
  public boolean sees(String executor) throws IOException {
    return has("executor-" + executor);
  }

  /** Returns how much more can be written there, as far as the file system knows. */
  public long freeBytes() throws IOException {
    return files.getStatus(place).getRemaining();
  }

  private boolean has(String name) throws IOException {
    for (FileStatus file : files.listStatus(place)) {
      if (file.getPath().getName().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private void write(String name) throws IOException {
    try (OutputStream out = files.create(new Path(place, name), true)) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void read(String name) throws IOException {
    try (InputStream in = files.open(new Path(place, name))) {
      String read = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (!read.equals(content)) {
        throw new IOException("what was written is not what is read back");
      }
    }
  }

  @Override
  public void close() throws IOException {
    files.delete(place, true);
  }
}
