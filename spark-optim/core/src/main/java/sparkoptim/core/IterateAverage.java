// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/** Decides which point is served in the end. */
public interface IterateAverage extends MethodPart {
  /**
   * Starts a run from the starting point.
   *
   * @param context what the choices know about the run
   * @param point held part of the starting point
   * @return the run
   */
  Run start(RunContext context, double[] point);

  /** Returns whether the served point is always the rule's own. */
  default boolean servesLastPoint() {
    return false;
  }

  /** The changing state of one run. */
  interface Run extends Stateful {
    /**
     * Sees the rule's served point after a step.
     *
     * @param step the step, counted from 0
     * @param served the rule's served point
     */
    void add(long step, double[] served);

    /**
     * Returns the served point, given the rule's own. Live: read it, never keep or write it.
     *
     * @param served the rule's served point
     */
    double[] value(double[] served);
  }
}
