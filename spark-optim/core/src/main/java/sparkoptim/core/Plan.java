// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/**
 * The length of a run, fixed before it starts.
 *
 * @param stepsPerEpoch steps in one epoch, at least 1
 * @param steps steps in all, at least 0
 * @param innerSteps moves of the point within one step: 1, or for passes the rows per shard
 */
public record Plan(long stepsPerEpoch, long steps, double innerSteps) {
  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Plan {
    if (stepsPerEpoch < 1 || steps < 0 || !(innerSteps > 0)) {
      throw new IllegalArgumentException(
          PlainText.of(
              "plan: steps per epoch >= 1, steps >= 0 and inner steps > 0, was %d, %d, %s",
              stepsPerEpoch, steps, innerSteps));
    }
  }

  /** Returns the number of epochs; the last one may be incomplete. */
  public long epochs() {
    return (steps + stepsPerEpoch - 1) / stepsPerEpoch;
  }

  /**
   * Returns the schedule's value at a step, counted in the schedule's own unit.
   *
   * @param schedule the schedule to evaluate
   * @param step the step, counted from 0
   */
  public double value(Schedule schedule, long step) {
    return switch (schedule.per()) {
      case STEP -> schedule.at(step, steps);
      case EPOCH -> schedule.at(step / stepsPerEpoch, epochs());
    };
  }
}
