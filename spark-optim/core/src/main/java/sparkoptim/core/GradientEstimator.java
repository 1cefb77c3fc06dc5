// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.util.Set;

/** Decides what gradient a mini-batch yields; its run is the oracle that the rule calls. */
public interface GradientEstimator extends MethodPart {
  /**
   * Starts a run over an objective.
   *
   * @param context what the choices know about the run
   * @param objective the objective to minimize
   * @return the run
   */
  Run start(RunContext context, StochasticObjective objective);

  /**
   * Returns the number of row gradients of one epoch, in passes over the rows.
   *
   * @param evaluations evaluations that the rule makes in a step
   * @param objective what the objective offers
   * @param stepsPerEpoch steps in an epoch
   */
  double passes(int evaluations, Set<Capability> objective, long stepsPerEpoch);

  /** The changing state of one run. */
  interface Run extends Oracle, Stateful {
    /**
     * Returns whether a step reads its query point whole, and not only where its mini-batch touches
     * it.
     *
     * @param step the step, counted from 0
     */
    default boolean reads(long step) {
      return true;
    }

    /**
     * Begins a step.
     *
     * @param step the step, counted from 0
     * @param query where the rule will take its first gradient
     * @return the snapshot if it was renewed just now, else null
     */
    Snapshot begin(long step, double[] query);

    /** Returns the snapshot in use; null for estimators without, and before the first. */
    default Snapshot snapshot() {
      return null;
    }
  }
}
