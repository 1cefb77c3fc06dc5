// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import sparkoptim.core.StopReason;
import sparkoptim.engine.RoundLimit;
import sparkoptim.engine.RoundSchedule;
import sparkoptim.engine.Training;
import sparkoptim.engine.TrainingState;

/**
 * Ends a training when the loss of rows that it does not see has not fallen for a while, and keeps
 * the point where it was least. It is measured where each epoch ends, at the point that the method
 * would serve there.
 */
final class EarlyStopping implements RoundSchedule {
  private final Training training;
  private final long stepsPerEpoch;
  private final int patience;
  private final ToDoubleFunction<double[]> loss;
  private final List<Double> losses = new ArrayList<>();
  private long measured;
  private int best;
  private double[] bestPoint;

  /**
   * Creates a schedule.
   *
   * @param patience epochs without a new least loss that end the training
   * @param loss of a point
   */
  EarlyStopping(
      Training training, long stepsPerEpoch, int patience, ToDoubleFunction<double[]> loss) {
    this.training = training;
    this.stepsPerEpoch = stepsPerEpoch;
    this.patience = patience;
    this.loss = loss;
  }

  @Override
  public RoundLimit next(TrainingState state) {
    long steps = state == null ? 0 : state.steps();
    if (steps > measured && steps % stepsPerEpoch == 0) {
      measure(steps, training.served(state));
    }
    if (!losses.isEmpty() && losses.size() - 1 - best >= patience) {
      return null;
    }
    long left = stepsPerEpoch - steps % stepsPerEpoch;
    return new RoundLimit(left, RoundLimit.DEFAULT.seconds(), RoundLimit.DEFAULT.last());
  }

  private void measure(long steps, double[] point) {
    measured = steps;
    double value = loss.applyAsDouble(point);
    losses.add(value);
    if (bestPoint == null || value < losses.get(best)) {
      best = losses.size() - 1;
      bestPoint = point;
    }
  }

  /** Returns the state at the end, which serves the best point. */
  TrainingState ended(TrainingState state) {
    boolean early = state.stopReason() == null;
    if (state.steps() > measured || bestPoint == null) {
      measure(state.steps(), early ? training.served(state) : state.served());
    }
    return new TrainingState(
        state.loop(),
        state.curve(),
        state.seconds(),
        early ? StopReason.EARLY_STOP : state.stopReason(),
        state.steps(),
        state.passes(),
        bestPoint,
        state.communicationCost(),
        state.backends());
  }

  /** Returns whether the best point is not the last one. */
  boolean wentBack() {
    return best < losses.size() - 1;
  }

  /** Returns the loss at the end of every epoch. */
  double[] losses() {
    return losses.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
