// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import sparkoptim.engine.Engine;
import sparkoptim.engine.EngineSettings;
import sparkoptim.engine.RetryPolicy;
import sparkoptim.engine.RoundLimit;
import sparkoptim.engine.Shards;
import sparkoptim.engine.StateStore;
import sparkoptim.engine.Training;
import sparkoptim.engine.TrainingDriver;
import sparkoptim.engine.TrainingState;
import sparkoptim.engine.checkpoint.CheckpointSettings;
import sparkoptim.engine.checkpoint.Checkpoints;
import sparkoptim.engine.checkpoint.Resume;
import sparkoptim.engine.checkpoint.RunIdentity;

/**
 * Runs a stage's training with the stage's checkpoints and limit of time.
 *
 * @param fingerprint of the rows
 * @param settings of the model that decide the training and that it shows in its numbers only
 */
record TrainingSession(
    OptimParams stage, String fingerprint, SparkContext spark, Map<String, String> settings) {

  /**
   * Checks what a stage wants of checkpoints, before rows are read.
   *
   * @throws IllegalArgumentException if it wants some and names no folder
   */
  static void check(OptimParams stage) {
    if (stage.getCheckpointDir().isBlank()) {
      boolean require = Resume.named(stage.getResume()) == Resume.REQUIRE;
      if (require || stage.getKeepCheckpoints()) {
        throw new IllegalArgumentException(
            "%s needs checkpointDir, the folder of the checkpoints, which is not set"
                .formatted(require ? "resume = require" : "keepCheckpoints = true"));
      }
    }
  }

  /** Trains to the end. */
  TrainingState train(Engine engine, Training training, Shards shards) {
    return train(engine, training, shards, stage.getMaxSeconds());
  }

  /**
   * Trains to the end.
   *
   * @param maxSeconds after which it ends with what it has; 0 for no limit
   */
  TrainingState train(Engine engine, Training training, Shards shards, double maxSeconds) {
    RetryPolicy rules = new RetryPolicy(RetryPolicy.DEFAULT.maxRoundFailures(), maxSeconds);
    if (stage.getCheckpointDir().isBlank()) {
      return new TrainingDriver(engine, RoundLimit.DEFAULT, rules, StateStore.NONE)
          .train(training, shards);
    }
    try (Checkpoints checkpoints =
        Checkpoints.open(files(), identity(training), spark.hadoopConfiguration())) {
      return new TrainingDriver(engine, limit(), rules, checkpoints).train(training, shards);
    }
  }

  /** Trains until rows that it does not see show no gain any more, or to the end. */
  TrainingState train(Engine engine, Training training, Shards shards, EarlyStopping stopping) {
    return train(engine, training, shards, stopping, stage.getMaxSeconds());
  }

  /**
   * Trains until rows that it does not see show no gain any more, or to the end.
   *
   * @param maxSeconds after which it ends with what it has; 0 for no limit
   */
  TrainingState train(
      Engine engine, Training training, Shards shards, EarlyStopping stopping, double maxSeconds) {
    RetryPolicy rules = new RetryPolicy(RetryPolicy.DEFAULT.maxRoundFailures(), maxSeconds);
    if (stage.getCheckpointDir().isBlank()) {
      return new TrainingDriver(engine, stopping, rules, StateStore.NONE).train(training, shards);
    }
    try (Checkpoints checkpoints =
        Checkpoints.open(files(), identity(training), spark.hadoopConfiguration())) {
      stopping.keepIn(checkpoints.folder(), spark.hadoopConfiguration(), limit());
      checkpoints.require(stopping::goOnFrom);
      return new TrainingDriver(engine, stopping, rules, checkpoints).train(training, shards);
    }
  }

  /** Runs a training without a step, whose end is the objective where it starts: no checkpoints. */
  static TrainingState evaluate(Engine engine, Training training, Shards shards) {
    return new TrainingDriver(engine, RoundLimit.DEFAULT).train(training, shards);
  }

  /** There are checkpoints at the ends of rounds only. */
  private RoundLimit limit() {
    double seconds = stage.getCheckpointSeconds();
    return seconds == 0 ? RoundLimit.DEFAULT : RoundLimit.DEFAULT.atMost(seconds);
  }

  private CheckpointSettings files() {
    return new CheckpointSettings(
        stage.getCheckpointDir(),
        stage.getCheckpointSeconds(),
        CheckpointSettings.KEPT,
        Resume.named(stage.getResume()),
        stage.getKeepCheckpoints());
  }

  /** A training does not show the one setting of engines that changes bits. */
  private RunIdentity identity(Training training) {
    Map<String, String> more = new LinkedHashMap<>(settings);
    more.put("wire", EngineSettings.of(spark.conf()).wire().toString());
    return RunIdentity.of(training, fingerprint, more);
  }
}
