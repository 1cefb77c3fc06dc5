// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import sparkoptim.core.Plan;
import sparkoptim.core.Snapshot;
import sparkoptim.core.StochasticObjective;

/**
 * Decides when snapshots are due: every n steps counted from the start of each epoch, or every n
 * whole epochs.
 *
 * @param every steps between snapshots; 0 is once an epoch
 */
record Snapshots(Plan plan, long every) {
  Snapshots {
    long perEpoch = plan.stepsPerEpoch();
    every = every == 0 ? perEpoch : every > perEpoch ? every / perEpoch * perEpoch : every;
  }

  /** Checks a method's setting {@code every}. */
  static void check(String method, long every) {
    if (every < 0) {
      throw new IllegalArgumentException(
          method + ": every must be >= 0 (0: once an epoch), was " + every);
    }
  }

  /**
   * Returns the number of snapshots in an epoch of the given number of steps; a fraction where one
   * serves several epochs.
   */
  static double perEpoch(long stepsPerEpoch, long every) {
    Snapshots snapshots = new Snapshots(new Plan(stepsPerEpoch, 0, 1), every);
    return snapshots.withinEpochs()
        ? snapshots.perEpoch()
        : (double) stepsPerEpoch / snapshots.every();
  }

  private long perEpoch() {
    return (plan.stepsPerEpoch() + every - 1) / every;
  }

  private boolean withinEpochs() {
    return every < plan.stepsPerEpoch();
  }

  /**
   * Takes a snapshot's full gradient anew at an epoch's first step, where gradients depend on the
   * mini-batch: the gradient of the epoch before belongs to other mini-batches.
   */
  static void follow(
      Snapshot snapshot, long step, long stepsPerEpoch, StochasticObjective objective) {
    if (snapshot.step >= 0 && snapshot.step / stepsPerEpoch != step / stepsPerEpoch) {
      snapshot.step = step;
      objective.fullGradient(snapshot);
    }
  }

  boolean due(long step) {
    return (withinEpochs() ? step % plan.stepsPerEpoch() : step) % every == 0;
  }

  /** Returns the number of snapshots before the one that serves this step. */
  long index(long step) {
    if (!withinEpochs()) {
      return step / every;
    }
    return step / plan.stepsPerEpoch() * perEpoch() + step % plan.stepsPerEpoch() / every;
  }

  /** Snapshots of the whole run. */
  long total() {
    return plan.steps() == 0 ? 0 : index(plan.steps() - 1) + 1;
  }
}
