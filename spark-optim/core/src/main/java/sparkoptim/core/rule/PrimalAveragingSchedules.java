// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import sparkoptim.core.MethodParts;
import sparkoptim.core.Schedule;
import sparkoptim.core.StepSize;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.stepsize.Constant;
import sparkoptim.core.stepsize.Scaled;

/**
 * The four things that "lowering the learning rate" can mean for SGD with momentum: a schedule s
 * acts on the averaging factor c, on eta, on {@code alpha = eta c}, or on the momentum {@code 1 -
 * c}. They start as one method and part where s leaves 1. What can be read of Defazio, arXiv
 * 2010.00406, allows for the first, and, as a survey has it, for the last.
 */
public final class PrimalAveragingSchedules {
  private PrimalAveragingSchedules() {}

  /**
   * c follows the schedule at a fixed eta: in momentum's terms alpha follows it while the momentum
   * {@code 1 - c} rises.
   *
   * @param eta step size of the fast point, > 0
   * @param c first averaging factor, in (0, 1]
   * @param schedule s, with values in (0, 1]
   */
  public static MethodParts lowerAveraging(double eta, double c, Schedule schedule) {
    return parts(new PrimalAveraging(new Scaled(c, schedule)), new Constant(eta));
  }

  /**
   * eta follows the schedule at a fixed c. The velocity gathered so far is not scaled down with it,
   * as where momentum is {@code v = beta v - lr g}.
   *
   * @param eta first step size of the fast point, > 0
   * @param c averaging factor, in (0, 1]
   * @param schedule s, with values in (0, 1]
   */
  public static MethodParts lowerEta(double eta, double c, Schedule schedule) {
    return parts(new PrimalAveraging(new Constant(c)), new Scaled(eta, schedule));
  }

  /**
   * alpha follows the schedule at a fixed momentum {@code 1 - c}, the usual drop. It is SGD with
   * momentum itself: in averaging form c drops and eta grows geometrically from there on.
   *
   * @param eta {@code alpha / c} at first, > 0
   * @param c 1 less the momentum, in (0, 1]
   * @param schedule s, with values in (0, 1]
   */
  public static MethodParts lowerAlpha(double eta, double c, Schedule schedule) {
    return parts(new Sgd(1 - c, 0, false), new Scaled(eta * c, schedule));
  }

  /**
   * The momentum {@code 1 - c} follows the schedule at a fixed alpha: past gradients count for less
   * and less, so that a step falls from {@code eta} towards {@code alpha} times a gradient.
   *
   * @param eta {@code alpha / c} at first, > 0
   * @param c 1 less the first momentum, in (0, 1]
   * @param schedule s, with values in [0, 1]
   */
  public static MethodParts lowerMomentum(double eta, double c, Schedule schedule) {
    return parts(new HeavyBall(new Scaled(1 - c, schedule)), new Constant(eta * c));
  }

  private static MethodParts parts(UpdateRule rule, StepSize stepSize) {
    return new MethodParts(null, rule, stepSize, null);
  }
}
