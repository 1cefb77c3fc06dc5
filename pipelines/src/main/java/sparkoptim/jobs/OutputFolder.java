// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder whose entries are replaced only when all new ones are written: everything goes into a
 * hidden folder beside them first and is renamed at the end, so that a run that fails leaves the
 * results of the run before as they were.
 */
final class OutputFolder implements Closeable {
  private final FileSystem files;
  private final Path folder;
  private final Path aside;
  private final boolean overwrite;
  private final List<String> written = new ArrayList<>();

  /**
   * @param overwrite whether {@link #publish} may replace what is there
   */
  OutputFolder(String folder, boolean overwrite, Configuration configuration) throws IOException {
    var path = new Path(folder);
    // Its own instance: Spark's cached one must go on writing checksums.
    this.files = FileSystem.newInstance(path.toUri(), configuration);
    if (files instanceof LocalFileSystem) {
      files.setWriteChecksum(false);
    }
    this.folder = files.makeQualified(path);
    this.aside = new Path(this.folder, ".writing-" + UUID.randomUUID());
    this.overwrite = overwrite;
  }

  /**
   * Checks before the work that an entry may be written at its end.
   *
   * @param mark an entry that the existing folder must hold: what has none is not ours to replace
   * @throws JobException when it may not
   */
  void refuseExisting(String key, String name, String mark) throws IOException {
    var existing = new Path(folder, name);
    refuseFile(key);
    if (!files.exists(existing)) {
      return;
    }
    if (!overwrite) {
      throw new JobException(
          "%s exists, and overwrite = false. Choose another %s, or pass overwrite=true"
              .formatted(existing, key));
    }
    if (!isEmpty(existing) && !files.exists(new Path(existing, mark))) {
      throw new JobException(
          "%s is nothing that this job wrote (it has no %s), so it is not replaced"
              .formatted(existing, mark));
    }
  }

  /**
   * Checks that this is a folder, or nothing yet.
   *
   * @throws JobException when it is a file
   */
  void refuseFile(String key) throws IOException {
    if (files.exists(folder) && !files.getFileStatus(folder).isDirectory()) {
      throw new JobException(key + " is a file, not a folder: " + folder);
    }
  }

  /** Returns the temporary place of an entry. */
  String place(String name) {
    written.add(name);
    return new Path(aside, name).toString();
  }

  /** Writes a file for now. */
  void write(String name, byte[] content) throws IOException {
    try (var out = files.create(new Path(place(name)))) {
      out.write(content);
    }
  }

  /** Puts all that was written in its place, and removes entries that this run did not write. */
  void publish(List<String> stale) throws IOException {
    for (String name : written) {
      moveAway(name);
      rename(new Path(aside, name), new Path(folder, name));
    }
    for (String name : stale) {
      if (!written.contains(name)) {
        files.delete(new Path(folder, name), false);
      }
    }
  }

  /** Returns the full path of an entry after publication. */
  Path path(String name) {
    return new Path(folder, name);
  }

  /** Removes what was not published. */
  @Override
  public void close() throws IOException {
    try (files) {
      files.delete(aside, true);
    }
  }

  private void moveAway(String name) throws IOException {
    var existing = new Path(folder, name);
    if (files.exists(existing)) {
      rename(existing, new Path(aside, "old-" + name));
    }
  }

  private void rename(Path from, Path to) throws IOException {
    if (!files.rename(from, to)) {
      throw new IOException("cannot rename " + from + " to " + to);
    }
  }

  private boolean isEmpty(Path path) throws IOException {
    FileStatus[] children = files.listStatus(path);
    return files.getFileStatus(path).isDirectory() && children.length == 0;
  }
}
