// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.publish;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;

/**
 * Moves the entries of a {@link CommitRecord} into place, from whatever state an attempt before
 * left. Old entries go aside first and are removed only when all new ones are there.
 */
final class Swap {
  private static final String OLD = "old";

  private final Volume volume;
  private final Path folder;
  private final Path hidden;
  private final Path staged;
  private final CommitRecord record;

  Swap(Volume volume, Path folder, Path hidden, CommitRecord record) {
    this.volume = volume;
    this.folder = folder;
    this.hidden = hidden;
    this.staged = new Path(hidden, record.staged());
    this.record = record;
  }

  private Path target(String name) {
    return new Path(folder, name);
  }

  private Path aside(String name) {
    return new Path(new Path(staged, OLD), name);
  }

  /** Puts every entry in place, then removes the record, then the old entries. */
  void complete() throws IOException {
    volume.createFolder(new Path(staged, OLD));
    for (CommitRecord.Entry entry : record.entries()) {
      place(entry);
    }
    for (String name : record.removed()) {
      if (volume.movesByCopy()) {
        volume.remove(target(name));
      } else if (volume.exists(target(name)) && !volume.exists(aside(name))) {
        volume.move(target(name), aside(name));
      }
    }
    volume.remove(new Path(hidden, CommitRecord.NAME));
    volume.remove(staged);
  }

  private void place(CommitRecord.Entry entry) throws IOException {
    Path target = target(entry.name());
    Path fresh = new Path(staged, entry.name());
    if (!volume.exists(fresh)) {
      if (!volume.exists(target)) {
        throw new IOException("neither " + fresh + " nor " + target + " is there");
      }
      return; // an attempt before has moved it
    }
    if (volume.movesByCopy()) {
      moveFiles(entry.name(), fresh, target);
      return;
    }
    if (volume.exists(target)) {
      if (!entry.replaces() || volume.exists(aside(entry.name()))) {
        throw new IOException(target + " appeared while results were put in place");
      }
      volume.move(target, aside(entry.name()));
    }
    volume.move(fresh, target);
  }

  /**
   * Moves file by file, as a folder's move would copy them in no known order and remove originals
   * before all are there. A note says that the old files are gone, so that what is there after an
   * interruption is new. The mark comes last: with it a folder is whole.
   */
  private void moveFiles(String name, Path fresh, Path target) throws IOException {
    Path cleared = new Path(staged, "cleared-" + name);
    if (!volume.exists(cleared)) {
      volume.remove(target);
      volume.write(cleared, new byte[] {'1'});
    }
    if (!volume.isFolder(fresh)) {
      moveFile(fresh, target);
      return;
    }
    List<String> files = new ArrayList<>(volume.tree(fresh).keySet());
    files.remove(Mark.NAME);
    files.add(Mark.NAME);
    for (String file : files) {
      volume.createFolder(new Path(target, file).getParent());
      moveFile(new Path(fresh, file), new Path(target, file));
    }
    volume.remove(fresh);
  }

  private void moveFile(Path fresh, Path target) throws IOException {
    if (volume.exists(target)) {
      volume.remove(fresh); // copied before, and the original stayed
    } else if (volume.exists(fresh)) {
      volume.move(fresh, target);
    }
  }

  /**
   * Tries to leave the old entries in place. The record stays: the next run tries again to put the
   * new ones there. What fails here is added to the failure before.
   */
  void putBack(Throwable failure) {
    if (volume.movesByCopy()) {
      return; // the record says where the results are
    }
    List<CommitRecord.Entry> backwards = new ArrayList<>(record.entries());
    Collections.reverse(backwards);
    try {
      for (String name : record.removed()) {
        if (volume.exists(aside(name)) && !volume.exists(target(name))) {
          volume.move(aside(name), target(name));
        }
      }
      for (CommitRecord.Entry entry : backwards) {
        putBack(entry);
      }
    } catch (IOException | RuntimeException | FSError e) {
      failure.addSuppressed(e);
    }
  }

  private void putBack(CommitRecord.Entry entry) throws IOException {
    Path target = target(entry.name());
    Path fresh = new Path(staged, entry.name());
    boolean moved = volume.exists(aside(entry.name()));
    if (volume.exists(target) && !volume.exists(fresh) && (moved || !entry.replaces())) {
      volume.move(target, fresh);
    }
    if (moved && !volume.exists(target)) {
      volume.move(aside(entry.name()), target);
    }
  }
}
