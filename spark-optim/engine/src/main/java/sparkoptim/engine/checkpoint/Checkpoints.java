// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.StopReason;
import sparkoptim.engine.StateCheck;
import sparkoptim.engine.StateStore;
import sparkoptim.engine.Training;
import sparkoptim.engine.TrainingState;

/**
 * Keeps the states of one training as checkpoints. A checkpoint that cannot be written is logged,
 * and the training goes on: it is tried again at the end of the next round. Hadoop's local file
 * system reports a full disk by an {@link FSError}, which is no exception.
 */
public final class Checkpoints implements StateStore, Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private final CheckpointSettings settings;
  private final RunIdentity run;
  private final FileSystem files;
  private final RunFolder folder;
  private long lastNanos = System.nanoTime();
  private TrainingState last;
  private Companion companion = Companion.NONE;

  private Checkpoints(CheckpointSettings settings, RunIdentity run, FileSystem files) {
    this.settings = settings;
    this.run = run;
    this.files = files;
    Path parent = files.makeQualified(new Path(settings.folder()));
    folder = new RunFolder(files, new Path(parent, run.key()));
  }

  /**
   * Opens the checkpoints of a training by its identity.
   *
   * @param settings where and when to write checkpoints
   * @param run identity of the training
   * @param hadoop Hadoop's configuration, for the file system
   * @return the checkpoints
   * @throws CheckpointException if the folder cannot be made
   */
  public static Checkpoints open(
      CheckpointSettings settings, RunIdentity run, Configuration hadoop) {
    FileSystem files;
    try {
      files = CheckpointFiles.open(new Path(settings.folder()), hadoop);
    } catch (IOException | FSError e) {
      throw new CheckpointException("checkpointDir " + settings.folder() + ": " + e, e);
    }
    return new Checkpoints(settings, run, files);
  }

  /** Goes on from no checkpoint whose companion is missing or damaged. */
  public void require(Companion beside) {
    companion = beside;
  }

  /** Returns the folder of this training's checkpoints. */
  public Path folder() {
    return folder.path();
  }

  /**
   * Reads and verifies what {@link CheckpointSettings#resume} asks for.
   *
   * @return the state to continue from; null to start
   * @throws CheckpointException if it must be there and is not, or a later version wrote it, or the
   *     file system does not answer
   */
  public TrainingState resume() {
    return resume(() -> null);
  }

  /**
   * Reads and verifies what {@link CheckpointSettings#resume} asks for, and holds it against the
   * training: what cannot be a state of it counts as damaged.
   */
  @Override
  public TrainingState resume(Training training) {
    return resume(() -> new StateCheck(training));
  }

  private TrainingState resume(Supplier<StateCheck> check) {
    try {
      TrainingState found =
          new ResumeSearch(files, folder, run, check, companion).find(settings.resume());
      folder.create();
      folder.removeAside();
      last = found;
      lastNanos = System.nanoTime();
      return found;
    } catch (IOException | FSError e) {
      throw new CheckpointException("checkpointDir " + settings.folder() + ": " + e, e);
    }
  }

  @Override
  public String origin() {
    if (last == null) {
      return folder.path().toString();
    }
    Path path = folder.step(last.steps());
    try {
      long millis = System.currentTimeMillis() - files.getFileStatus(path).getModificationTime();
      return "%s, written %s ago".formatted(path, age(Math.max(0, millis / 1000)));
    } catch (IOException | FSError e) {
      return path.toString();
    }
  }

  private static String age(long seconds) {
    return seconds < 120
        ? seconds + " s"
        : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
  }

  @Override
  public boolean keeps(TrainingState state) {
    return state == last;
  }

  @Override
  public void roundEnded(TrainingState state) {
    if (System.nanoTime() - lastNanos >= settings.seconds() * 1e9) {
      save(state);
    }
  }

  @Override
  public void ended(TrainingState state) {
    if (state.stopReason() == StopReason.TIME_LIMIT) {
      save(state.unfinished());
    } else if (settings.keepFinished()) {
      save(state);
    } else {
      try {
        folder.delete();
      } catch (IOException | RuntimeException | FSError e) {
        LOG.warn("{} was not removed: {}", folder.path(), e.toString());
      }
    }
  }

  @Override
  public String failed(TrainingState state) {
    if (state == null) {
      return "No round had ended, so there is nothing to resume";
    }
    String how = "the same fit with checkpointDir = %s and resume = auto or require goes on";
    String sentence = how.formatted(settings.folder()) + " after step " + state.steps();
    return save(state)
        ? "The last good state is in %s: %s".formatted(folder.step(state.steps()), sentence)
        : "The last good state could not be written, and is in this exception only";
  }

  /** Returns whether the state is kept now. */
  private boolean save(TrainingState state) {
    if (state == last) {
      return true;
    }
    // Hadoop's file systems may give up on an interrupt or lose it, which is for the fit to hear.
    boolean interrupted = Thread.interrupted();
    try {
      folder.write(run, state);
      folder.retain(settings.kept(), state.steps());
      last = state;
      lastNanos = System.nanoTime();
      return true;
    } catch (IOException | RuntimeException | FSError | OutOfMemoryError e) {
      interrupted |= e instanceof InterruptedIOException || e instanceof ClosedByInterruptException;
      LOG.warn(
          "checkpoint of step {} was not written to {}: {}; the training goes on without",
          state.steps(),
          folder.path(),
          e.toString());
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    try {
      files.close();
    } catch (IOException | RuntimeException | FSError e) {
      LOG.warn("closing the file system of {}: {}", folder.path(), e.toString());
    }
  }
}
