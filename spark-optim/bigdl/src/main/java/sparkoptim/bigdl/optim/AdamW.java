// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import sparkoptim.core.UpdateRule;

/** Adam with decoupled weight decay, {@link sparkoptim.core.rule.AdamW}, which BigDL lacks. */
public final class AdamW<T> extends CoreRuleAdapter<T, AdamW<T>> {
  private static final long serialVersionUID = 1L;

  private sparkoptim.core.rule.AdamW rule = sparkoptim.core.rule.AdamW.DEFAULT;

  /** Creates the method with Adam's settings and a decay of 0.01, at step size 0.001. */
  public AdamW() {
    super(initialRate(sparkoptim.core.rule.AdamW.DEFAULT));
  }

  /** Sets the decay of the mean of gradients, in [0, 1). */
  public AdamW<T> setBeta1(double beta1) {
    rule = rule.withBeta1(beta1);
    return this;
  }

  /** Sets the decay of the mean of squares, in [0, 1). */
  public AdamW<T> setBeta2(double beta2) {
    rule = rule.withBeta2(beta2);
    return this;
  }

  /** Sets the number added to the root, > 0. */
  public AdamW<T> setEpsilon(double epsilon) {
    rule = rule.withEpsilon(epsilon);
    return this;
  }

  /** Sets whether a divisor may never fall. */
  public AdamW<T> setAmsgrad(boolean amsgrad) {
    rule = rule.withAmsgrad(amsgrad);
    return this;
  }

  /** Sets the share of the weights taken away per unit of step size, >= 0. */
  public AdamW<T> setDecay(double decay) {
    rule = rule.withDecay(decay);
    return this;
  }

  @Override
  UpdateRule rule() {
    return rule;
  }
}
