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
     * Returns the step size of a step that begins at a point. A step size that asks the {@link
     * #watch watched} oracle for the gradient there hands it to the rule, which then costs none.
     *
     * @param step the step, counted from 0
     * @param query where the rule takes its first gradient; not changed
     */
    default double at(long step, double[] query) {
      return at(step);
    }

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
