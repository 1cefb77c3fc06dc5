// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import sparkoptim.core.Loop;
import sparkoptim.core.Objective;
import sparkoptim.core.PlainText;
import sparkoptim.core.StochasticObjective;

/** Mini-batches of the epoch that a run is in, spread evenly over it. */
record EpochBatches(StochasticObjective objective, long firstStep, int number) {
  /**
   * Returns the batches of a look.
   *
   * @param wanted how many; 0, or more than there are, is all
   */
  static EpochBatches of(Loop run, int wanted) {
    StochasticObjective objective = run.objective();
    long perEpoch = objective.stepsPerEpoch();
    long number = wanted == 0 ? perEpoch : Math.min(wanted, perEpoch);
    long firstStep = run.step() / perEpoch * perEpoch;
    return new EpochBatches(objective, firstStep, Math.toIntExact(number));
  }

  /** Refuses a negative number of batches. */
  static void check(String probe, int batches) {
    if (batches < 0) {
      throw new IllegalArgumentException(
          PlainText.of("%s: batches must be >= 0 (0: all of an epoch), was %d", probe, batches));
    }
  }

  /** Returns a batch, valid until the next call. */
  Objective batch(int index) {
    return objective.batch(firstStep + index * objective.stepsPerEpoch() / number);
  }
}
