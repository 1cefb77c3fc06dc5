// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.PlainText;
import sparkoptim.engine.checkpoint.CheckpointException;
import sparkoptim.engine.checkpoint.CheckpointSettings;

/**
 * The files {@code validation-<step>} beside a training's checkpoints, each with all that was
 * measured up to its step. The last few stay: what a kill or damage takes from one is in another.
 */
final class ValidationFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ValidationFiles.class);
  private static final Pattern NAME = Pattern.compile("validation-([0-9]{1,18})");
  private static final String ASIDE = ".validation-";

  private final Path folder;
  private final Configuration hadoop;

  /**
   * Creates a view of a folder.
   *
   * @param folder of a training's checkpoints
   */
  ValidationFiles(Path folder, Configuration hadoop) {
    this.folder = folder;
    this.hadoop = hadoop;
  }

  /** Writes a history. Where it cannot, it warns, and the training goes on as without. */
  void save(ValidationHistory history) {
    // Hadoop's file systems may give up on an interrupt or lose it, which is for the fit to hear.
    boolean interrupted = Thread.interrupted();
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      write(files, history);
      retain(files, history.lastStep());
    } catch (IOException | RuntimeException | FSError | OutOfMemoryError e) {
      interrupted |= e instanceof InterruptedIOException || e instanceof ClosedByInterruptException;
      LOG.warn(
          "validation losses up to step {} were not written to {}: {}; the training goes on without",
          history.lastStep(),
          folder,
          e.toString());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void write(FileSystem files, ValidationHistory history) throws IOException {
    Path aside = new Path(folder, ASIDE + history.lastStep() + ".tmp-" + UUID.randomUUID());
    Path place = new Path(folder, "validation-" + history.lastStep());
    try {
      var sum = new CRC32();
      try (var data =
          new DataOutputStream(
              new CheckedOutputStream(new BufferedOutputStream(files.create(aside, true)), sum))) {
        history.write(data);
        data.writeLong(sum.getValue());
      }
      files.delete(place, false);
      if (!files.rename(aside, place)) {
        throw new IOException("cannot rename " + aside + " to " + place);
      }
    } finally {
      files.delete(aside, false);
    }
  }

  /** Later ones than the latest belong to no state that led here, as with checkpoints. */
  private void retain(FileSystem files, long latest) throws IOException {
    int found = 0;
    List<Long> steps = steps(files);
    Collections.reverse(steps);
    for (long step : steps) {
      found += step <= latest ? 1 : 0;
      if (step > latest || found > CheckpointSettings.KEPT) {
        files.delete(new Path(folder, "validation-" + step), false);
      }
    }
    for (FileStatus file : files.listStatus(folder)) {
      if (file.getPath().getName().startsWith(ASIDE)) {
        files.delete(file.getPath(), false);
      }
    }
  }

  /** Returns the steps of the files, sound or damaged, the first one first. */
  private List<Long> steps(FileSystem files) throws IOException {
    List<Long> steps = new ArrayList<>();
    for (FileStatus file : files.listStatus(folder)) {
      Matcher name = NAME.matcher(file.getPath().getName());
      if (name.matches()) {
        steps.add(Long.parseLong(name.group(1)));
      }
    }
    Collections.sort(steps);
    return steps;
  }

  /**
   * Reads what a training had measured before a step, from the first file that has it all.
   *
   * @param before losses from this step on are left out: they are measured again, and are the same
   * @param stepsPerEpoch there is a loss where each epoch ends
   * @param dimension of the point
   * @throws CheckpointException if no file has it
   * @throws IOException if the file system does not answer
   */
  ValidationHistory read(long before, long stepsPerEpoch, int dimension) throws IOException {
    long epochs = (before - 1) / stepsPerEpoch;
    if (epochs <= 0) {
      return new ValidationHistory();
    }
    FileSystem files = folder.getFileSystem(hadoop);
    String why = "there is none";
    for (long step : steps(files)) {
      if (step >= epochs * stepsPerEpoch) {
        try {
          return read(files, new Path(folder, "validation-" + step), before, epochs, dimension);
        } catch (CheckpointException e) {
          why = e.getMessage();
          LOG.warn("{}; it is passed over", why);
        }
      }
    }
    throw new CheckpointException(
        PlainText.of(
            "%s must have a file validation-<step> with the %d validation losses before step %d: %s",
            folder, epochs, before, why));
  }

  private static ValidationHistory read(
      FileSystem files, Path file, long before, long epochs, int dimension) throws IOException {
    var sum = new CRC32();
    try (var data =
        new DataInputStream(
            new CheckedInputStream(new BufferedInputStream(files.open(file)), sum))) {
      long length = files.getFileStatus(file).getLen();
      ValidationHistory history = ValidationHistory.read(data, length, before, dimension);
      long expected = sum.getValue();
      if (data.readLong() != expected) {
        throw new CheckpointException(file + " is damaged: its checksum is wrong");
      }
      if (history.losses().length != epochs) {
        throw new CheckpointException(
            PlainText.of(
                "%s has %d losses before step %d, and must have %d",
                file, history.losses().length, before, epochs));
      }
      return history;
    } catch (FileNotFoundException e) {
      throw new CheckpointException(file + " is missing", e);
    } catch (ChecksumException | EOFException | IllegalArgumentException e) {
      throw new CheckpointException(file + " is damaged: " + e.getMessage(), e);
    }
  }
}
