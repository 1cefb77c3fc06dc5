// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.PlainText;
import sparkoptim.engine.StateCheck;
import sparkoptim.engine.TrainingState;

/** Finds the state that a training goes on from, and says why where there is none. */
final class ResumeSearch {
  private static final Logger LOG = LoggerFactory.getLogger(ResumeSearch.class);

  private static final int MOST_WARNINGS = 10;

  private final FileSystem files;
  private final RunFolder folder;
  private final RunFolders others;
  private final RunIdentity run;
  private final Supplier<StateCheck> checks;
  private final Companion companion;
  private StateCheck check;

  /**
   * @param checks makes what tells whether a state can be one of this training, when it is needed;
   *     null from it where nothing is known of the training
   * @param companion what a state needs beside its checkpoint
   */
  ResumeSearch(
      FileSystem files,
      RunFolder folder,
      RunIdentity run,
      Supplier<StateCheck> checks,
      Companion companion) {
    this.files = files;
    this.folder = folder;
    this.run = run;
    this.checks = checks;
    this.companion = companion;
    others = new RunFolders(files, folder.path().getParent());
  }

  /** Returns the state that a mode asks for; null to start anew. */
  TrainingState find(Resume mode) throws IOException {
    if (mode == Resume.NEVER) {
      return null;
    }
    TrainingState found = latest(mode == Resume.REQUIRE);
    if (found != null) {
      LOG.info("going on after step {} from {}", found.steps(), folder.step(found.steps()));
    } else if (mode == Resume.REQUIRE) {
      throw new CheckpointException(nothingToResume());
    } else {
      logOthers();
    }
    return found;
  }

  private TrainingState latest(boolean orFail) throws IOException {
    int passedOver = 0;
    for (long step : folder.steps()) {
      try {
        return state(step);
      } catch (NewerFormatException e) {
        throw e;
      } catch (CheckpointException e) {
        if (orFail) {
          throw new CheckpointException(
              e.getMessage() + "; resume = auto would go on from an older one, or start anew", e);
        }
        passedOver++;
        if (passedOver <= MOST_WARNINGS) {
          LOG.warn("{}; it is passed over", e.getMessage());
        }
      }
    }
    if (passedOver > MOST_WARNINGS) {
      LOG.warn("{}: {} checkpoints were passed over in all", folder.path(), passedOver);
    }
    return null;
  }

  private TrainingState state(long step) throws IOException {
    Path path = folder.step(step);
    Checkpoint checkpoint = Checkpoint.at(files, path);
    Manifest manifest = checkpoint.manifest();
    List<String> differences = run.differences(manifest.run());
    if (!differences.isEmpty()) {
      throw new CheckpointException(
          "%s is of another training: %s".formatted(path, String.join(", ", differences)));
    }
    if (manifest.step() != step) {
      throw new CheckpointException(
          PlainText.of("%s says that it is of step %d", path, manifest.step()));
    }
    if (check == null) {
      check = checks.get();
    }
    TrainingState state = checkpoint.state(check);
    companion.read(state);
    return state;
  }

  /** Returns the reason, and the fields in which the most similar training differs. */
  private String nothingToResume() throws IOException {
    String start =
        "resume = require, but %s has no checkpoint of this training"
            .formatted(folder.path().getParent());
    return others.latest().stream()
        .min(Comparator.comparingInt(other -> differences(other).size()))
        .map(
            other ->
                PlainText.of(
                    "%s; the most similar one there, %s at step %d, differs in: %s",
                    start,
                    other.manifest().run().key(),
                    other.manifest().step(),
                    String.join(", ", differences(other))))
        .orElse(start);
  }

  private List<String> differences(Checkpoint other) {
    return run.differences(other.manifest().run());
  }

  private void logOthers() throws IOException {
    List<String> texts = new ArrayList<>();
    for (Checkpoint other : others.latest()) {
      Manifest manifest = other.manifest();
      if (manifest.stopReason() == null && !manifest.run().key().equals(run.key())) {
        texts.add(
            PlainText.of(
                "%s at step %d, which differs in: %s",
                manifest.run().key(), manifest.step(), String.join(", ", differences(other))));
      }
    }
    if (!texts.isEmpty()) {
      LOG.info(
          "{} has unfinished trainings other than this one: {}",
          folder.path().getParent(),
          PlainText.line(String.join("; ", texts)));
    }
  }
}
