// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import java.io.Serializable;
import sparkoptim.core.MethodPart;
import sparkoptim.core.MethodParts;
import sparkoptim.core.MethodText;
import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;
import sparkoptim.core.stepsize.Constant;

/** A schedule as step size, and the lengths that it may count by. */
final class LearningRate implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String owner;
  private final int iterations;
  private Schedule schedule;
  private long steps;
  private long epochs;
  private transient Schedule checked;

  /**
   * Creates a constant.
   *
   * @param owner whose step size it is, for messages
   * @param iterations of BigDL that make one step
   */
  LearningRate(String owner, double initial, int iterations) {
    this.owner = owner;
    this.iterations = iterations;
    schedule = new Constant(initial);
  }

  Schedule schedule() {
    return schedule;
  }

  void schedule(Schedule chosen) {
    Settings.required(owner, "schedule", chosen);
    schedule = chosen;
  }

  /** Returns the schedule that a text names and nothing else. */
  static Schedule parse(String owner, String text) {
    MethodParts parts = MethodText.parse(text);
    boolean alone = parts.estimator() == null && parts.rule() == null && parts.average() == null;
    if (!alone || !(parts.stepSize() instanceof Schedule schedule)) {
      throw new IllegalArgumentException(
          owner + ": schedule must be one schedule, as in cosine(0.1, 0), was '" + text + "'");
    }
    return schedule;
  }

  /** Returns the planned iterations; 0 if not set. */
  long steps() {
    return steps;
  }

  void steps(long planned) {
    Settings.check(planned >= 1, owner, "steps", ">= 1", planned);
    steps = planned;
  }

  void epochs(long planned) {
    Settings.check(planned >= 1, owner, "epochs", ">= 1", planned);
    epochs = planned;
  }

  /** Returns whether epochs are what it counts. */
  boolean perEpoch() {
    return schedule.per() == Schedule.Per.EPOCH;
  }

  /**
   * Returns the step size.
   *
   * @param made iterations of BigDL before it
   * @throws IllegalArgumentException if the schedule must know the length and nobody set it
   */
  double at(long made, long epoch) {
    requireLength();
    return perEpoch()
        ? schedule.at(epoch, epochs)
        : schedule.at(made / iterations, (steps + iterations - 1) / iterations);
  }

  private void requireLength() {
    if (checked == schedule) {
      return;
    }
    long length = perEpoch() ? epochs : steps;
    if (length == 0 && RunLengthDependence.matters(schedule)) {
      throw new IllegalArgumentException(
          "%s: the schedule %s must know the length of the run: call %s"
              .formatted(owner, print(schedule), perEpoch() ? "setEpochs(n)" : "setSteps(n)"));
    }
    checked = schedule;
  }

  /** Schedules of users have no text. */
  static String print(MethodPart schedule) {
    try {
      return MethodText.print(schedule);
    } catch (IllegalArgumentException | NullPointerException e) {
      return schedule.getClass().getSimpleName();
    }
  }
}
