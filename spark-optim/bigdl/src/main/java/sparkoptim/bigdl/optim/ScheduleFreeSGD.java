// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import sparkoptim.core.UpdateRule;

/**
 * Schedule-Free SGD, {@link sparkoptim.core.rule.ScheduleFreeSgd}. While it trains, the weights are
 * the point where gradients are taken, and so is what BigDL validates and saves; the last step
 * writes the average, so it needs {@link #setSteps}.
 */
public final class ScheduleFreeSGD<T> extends CoreRuleAdapter<T, ScheduleFreeSGD<T>> {
  private static final long serialVersionUID = 1L;

  private sparkoptim.core.rule.ScheduleFreeSgd rule = sparkoptim.core.rule.ScheduleFreeSgd.DEFAULT;

  /** Creates the authors' settings, at step size 0.1. */
  public ScheduleFreeSGD() {
    super(initialRate(sparkoptim.core.rule.ScheduleFreeSgd.DEFAULT));
  }

  /** Sets where gradients are taken, in [0, 1]: 0 at the fast point, 1 at the average. */
  public ScheduleFreeSGD<T> setMomentum(double momentum) {
    rule = rule.withMomentum(momentum);
    return this;
  }

  /** Sets the weight decay, >= 0. */
  public ScheduleFreeSGD<T> setDecay(double decay) {
    rule = rule.withDecay(decay);
    return this;
  }

  /** Sets the number of steps in which the step size rises; 0 is none. */
  public ScheduleFreeSGD<T> setWarmup(long warmup) {
    rule = rule.withWarmup(warmup);
    return this;
  }

  /** Sets r of the paper, >= 0; larger forgets early steps sooner. */
  public ScheduleFreeSGD<T> setCountPower(double countPower) {
    rule = rule.withCountPower(countPower);
    return this;
  }

  /** Sets the weight of step sizes in the average, >= 0; 0 gives warm-up steps full weight. */
  public ScheduleFreeSGD<T> setRatePower(double ratePower) {
    rule = rule.withRatePower(ratePower);
    return this;
  }

  @Override
  UpdateRule rule() {
    return rule;
  }
}
