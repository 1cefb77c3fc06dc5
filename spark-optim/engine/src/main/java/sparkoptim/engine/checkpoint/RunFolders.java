// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The trainings that have checkpoints in one folder. */
public final class RunFolders {
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{32}");

  /** Number of the latest folders that are looked at: a folder may serve for years. */
  private static final int MOST = 64;

  private final FileSystem files;
  private final Path folder;

  /**
   * Creates a view of the folder that checkpointDir names.
   *
   * @param files the file system
   * @param folder the folder
   */
  public RunFolders(FileSystem files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /**
   * Returns the latest trainings with their latest readable checkpoints.
   *
   * @throws IOException if the file system does not answer
   */
  public List<Checkpoint> latest() throws IOException {
    List<Checkpoint> found = new ArrayList<>();
    for (Path path : runs()) {
      latest(new RunFolder(files, path)).ifPresent(found::add);
    }
    return found;
  }

  private List<Path> runs() throws IOException {
    FileStatus[] children;
    try {
      children = files.listStatus(folder);
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return Arrays.stream(children)
        .filter(child -> child.isDirectory() && KEY.matcher(child.getPath().getName()).matches())
        .sorted(Comparator.comparingLong(FileStatus::getModificationTime).reversed())
        .limit(MOST)
        .map(FileStatus::getPath)
        .toList();
  }

  /** Returns the latest checkpoint whose manifest is sound. */
  private Optional<Checkpoint> latest(RunFolder run) throws IOException {
    for (long step : run.steps()) {
      try {
        return Optional.of(Checkpoint.at(files, run.step(step)));
      } catch (CheckpointException e) {
        continue; // it is not ours, and only named for comparison
      }
    }
    return Optional.empty();
  }
}
