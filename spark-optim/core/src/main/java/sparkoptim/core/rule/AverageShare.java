// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import sparkoptim.core.PlainText;
import sparkoptim.core.Plan;
import sparkoptim.core.Schedule;

/**
 * The part c of a fast point that an average takes at each step, in (0, 1].
 *
 * @param rule whose setting {@code averaging} it is
 */
record AverageShare(String rule, Schedule averaging) {

  /**
   * Looks at the ends of a run.
   *
   * @throws IllegalArgumentException if the first or the last c is outside of (0, 1]
   */
  void checkEnds(Plan plan) {
    if (plan.steps() > 0) {
      at(plan, 0);
      at(plan, plan.steps() - 1);
    }
  }

  /** Returns c of a step. */
  double at(Plan plan, long step) {
    double c = plan.value(averaging, step);
    if (!(c > 0 && c <= 1)) {
      throw new IllegalArgumentException(
          PlainText.of("%s: averaging must be in (0, 1], was %s at step %d", rule, c, step));
    }
    return c;
  }
}
