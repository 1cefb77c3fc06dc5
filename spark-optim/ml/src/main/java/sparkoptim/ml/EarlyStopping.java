// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.IOException;
import java.util.function.ToDoubleBiFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import sparkoptim.core.StopReason;
import sparkoptim.engine.RoundLimit;
import sparkoptim.engine.RoundSchedule;
import sparkoptim.engine.Training;
import sparkoptim.engine.TrainingState;
import sparkoptim.engine.checkpoint.CheckpointException;

/**
 * Ends a training when the loss of rows that it does not see has not fallen for a while, and keeps
 * the point where it was least. It is measured where each epoch ends, at the point that the method
 * would serve there.
 */
final class EarlyStopping implements RoundSchedule {
  private final Training training;
  private final long stepsPerEpoch;
  private final int patience;
  private final ToDoubleBiFunction<Long, double[]> loss;
  private ValidationHistory history = new ValidationHistory();
  private RoundLimit limit = RoundLimit.DEFAULT;
  private ValidationFiles files;

  /**
   * Creates a schedule.
   *
   * @param patience epochs without a new least loss that end the training
   * @param loss after a step, at a point
   */
  EarlyStopping(
      Training training,
      long stepsPerEpoch,
      int patience,
      ToDoubleBiFunction<Long, double[]> loss) {
    this.training = training;
    this.stepsPerEpoch = stepsPerEpoch;
    this.patience = patience;
    this.loss = loss;
  }

  /**
   * Keeps what is measured beside the training's checkpoints.
   *
   * @param most how long a round may be
   */
  void keepIn(Path checkpoints, Configuration configuration, RoundLimit most) {
    files = new ValidationFiles(checkpoints, configuration);
    limit = most;
  }

  @Override
  public RoundLimit next(TrainingState state) {
    long steps = state == null ? 0 : state.steps();
    if (steps > history.lastStep() && steps % stepsPerEpoch == 0) {
      measure(steps, training.served(state));
      if (files != null) {
        files.save(history);
      }
    }
    if (history.sinceBest() >= patience) {
      return null;
    }
    return new RoundLimit(stepsPerEpoch - steps % stepsPerEpoch, limit.seconds(), limit.last());
  }

  /**
   * Reads what was measured before a state that a training goes on from. A checkpoint is written
   * before its own epoch is measured.
   *
   * @throws CheckpointException if it is missing or damaged
   * @throws IOException if the file system does not answer
   */
  void goOnFrom(TrainingState state) throws IOException {
    history = files.read(state.steps(), stepsPerEpoch, training.problem().dimension());
  }

  private void measure(long steps, double[] point) {
    history.add(steps, loss.applyAsDouble(steps, point), point);
  }

  /** Returns the state at the end, which serves the best point. */
  TrainingState ended(TrainingState state) {
    boolean early = state.stopReason() == null;
    if (state.steps() > history.lastStep() || history.bestPoint() == null) {
      measure(state.steps(), early ? training.served(state) : state.served());
    }
    return new TrainingState(
        state.loop(),
        state.curve(),
        state.seconds(),
        early ? StopReason.EARLY_STOP : state.stopReason(),
        state.steps(),
        state.passes(),
        history.bestPoint(),
        state.communicationCost(),
        state.backends());
  }

  /** Returns what was measured. */
  ValidationHistory history() {
    return history;
  }
}
