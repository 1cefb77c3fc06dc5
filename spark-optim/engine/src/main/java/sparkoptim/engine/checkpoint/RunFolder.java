// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import sparkoptim.engine.TrainingState;

/** The checkpoints of one training: {@code step-<n>/} each, and what a crash left of others. */
public final class RunFolder {
  private static final Pattern STEP = Pattern.compile("step-([0-9]{1,18})");
  private static final String ASIDE = ".step-";

  private final FileSystem files;
  private final Path folder;

  /**
   * Creates a view of a folder, which need not exist.
   *
   * @param files the file system
   * @param folder the folder
   */
  public RunFolder(FileSystem files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /** Returns the path of the folder. */
  public Path path() {
    return folder;
  }

  /**
   * Returns the steps of the checkpoints, complete or damaged, the latest first.
   *
   * @throws IOException if the file system does not answer
   */
  public List<Long> steps() throws IOException {
    return Arrays.stream(children())
        .map(child -> step(child.getPath()))
        .filter(step -> step >= 0)
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /**
   * Returns the folder of a step.
   *
   * @param step the step, counted from 0
   */
  public Path step(long step) {
    return new Path(folder, "step-" + step);
  }

  /**
   * Returns the step that a folder is named after; -1 of other names.
   *
   * @param path the folder to look at
   */
  public static long step(Path path) {
    Matcher matcher = STEP.matcher(path.getName());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
  }

  private FileStatus[] children() throws IOException {
    try {
      return files.listStatus(folder);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  /** Writes a state aside and gives it its name when it is complete. */
  void write(RunIdentity run, TrainingState state) throws IOException {
    Path place = step(state.steps());
    Path aside = new Path(folder, ASIDE + state.steps() + ".tmp-" + UUID.randomUUID());
    try {
      Checkpoint.write(files, aside, run, state);
      files.delete(place, true);
      if (!files.rename(aside, place)) {
        throw new IOException("cannot rename " + aside + " to " + place);
      }
    } finally {
      files.delete(aside, true);
    }
  }

  /**
   * Removes all but the latest up to a step. Later ones belong to no state that led here: they were
   * damaged, or the training began anew.
   */
  void retain(int kept, long latest) throws IOException {
    int found = 0;
    for (long step : steps()) {
      found += step <= latest ? 1 : 0;
      if (step > latest || found > kept) {
        files.delete(step(step), true);
      }
    }
  }

  /** Removes what a crash left half written. */
  void removeAside() throws IOException {
    for (FileStatus child : children()) {
      if (child.getPath().getName().startsWith(ASIDE)) {
        files.delete(child.getPath(), true);
      }
    }
  }

  void create() throws IOException {
    if (!files.mkdirs(folder)) {
      throw new IOException("cannot make " + folder);
    }
  }

  void delete() throws IOException {
    files.delete(folder, true);
  }
}
