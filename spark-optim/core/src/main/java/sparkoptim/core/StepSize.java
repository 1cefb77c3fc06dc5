// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/** Decides how long a step is: a schedule, or a rule that reads the run. */
public interface StepSize extends MethodPart {
  /**
   * Starts a run.
   *
   * @param context what the choices know about the run
   * @return the run
   */
  Run start(RunContext context);

  /**
   * The snapshot from which a run continues.
   *
   * @param rollBackTo an earlier snapshot, whose point and gradient take the place of the fresh
   *     one's; null to go on from the fresh one
   */
  record Decision(Snapshot rollBackTo) {
    /** Goes on from the fresh snapshot. */
    public static final Decision GO_ON = new Decision(null);
  }

  /** The changing state of one run. */
  interface Run extends Stateful {
    /**
     * Returns the step size of a step.
     *
     * @param step the step, counted from 0
     */
    double at(long step);

    /**
     * Reads a snapshot that was taken just now, and decides from where the run continues.
     *
     * @param fresh the snapshot that was just taken
     * @return where to continue
     */
    default Decision atSnapshot(Snapshot fresh) {
      return Decision.GO_ON;
    }

    /**
     * Wraps the oracle of the rule to observe its losses and gradients; called once, when the run
     * starts. The wrapper must not change what the rule asks and gets.
     *
     * @param gradients the rule's oracle
     * @return the oracle that the rule will call
     */
    default Oracle watch(Oracle gradients) {
      return gradients;
    }
  }
}
