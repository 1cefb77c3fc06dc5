// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import sparkoptim.core.UpdateRule;

/**
 * Schedule-Free AdamW, {@link sparkoptim.core.rule.ScheduleFreeAdamW}. While it trains, the weights
 * are the point where gradients are taken, and so is what BigDL validates and saves; the last step
 * writes the average, so it needs {@link #setSteps}.
 */
public final class ScheduleFreeAdamW<T> extends CoreRuleAdapter<T, ScheduleFreeAdamW<T>> {
  private static final long serialVersionUID = 1L;

  private sparkoptim.core.rule.ScheduleFreeAdamW rule =
      sparkoptim.core.rule.ScheduleFreeAdamW.DEFAULT;

  /** Creates the authors' settings, at step size 0.0025. */
  public ScheduleFreeAdamW() {
    super(initialRate(sparkoptim.core.rule.ScheduleFreeAdamW.DEFAULT));
  }

  /** Sets where gradients are taken, in [0, 1]. */
  public ScheduleFreeAdamW<T> setBeta1(double beta1) {
    rule = rule.withBeta1(beta1);
    return this;
  }

  /** Sets the decay of the mean of squares, in [0, 1). */
  public ScheduleFreeAdamW<T> setBeta2(double beta2) {
    rule = rule.withBeta2(beta2);
    return this;
  }

  /** Sets the number added to the root, > 0. */
  public ScheduleFreeAdamW<T> setEpsilon(double epsilon) {
    rule = rule.withEpsilon(epsilon);
    return this;
  }

  /** Sets the weight decay, >= 0. */
  public ScheduleFreeAdamW<T> setDecay(double decay) {
    rule = rule.withDecay(decay);
    return this;
  }

  /** Sets the number of steps in which the step size rises; 0 is none. */
  public ScheduleFreeAdamW<T> setWarmup(long warmup) {
    rule = rule.withWarmup(warmup);
    return this;
  }

  /** Sets r of the paper, >= 0; larger forgets early steps sooner. */
  public ScheduleFreeAdamW<T> setCountPower(double countPower) {
    rule = rule.withCountPower(countPower);
    return this;
  }

  /** Sets the weight of step sizes in the average, >= 0; 0 gives warm-up steps full weight. */
  public ScheduleFreeAdamW<T> setRatePower(double ratePower) {
    rule = rule.withRatePower(ratePower);
    return this;
  }

  @Override
  UpdateRule rule() {
    return rule;
  }
}
