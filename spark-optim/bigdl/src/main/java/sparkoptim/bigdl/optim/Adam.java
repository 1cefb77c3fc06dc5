// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import sparkoptim.core.UpdateRule;

/**
 * Adam, {@link sparkoptim.core.rule.Adam}. Unlike in BigDL's own, epsilon is added after the bias
 * correction, as in the paper's listing and in PyTorch.
 */
public final class Adam<T> extends CoreRuleAdapter<T, Adam<T>> {
  private static final long serialVersionUID = 1L;

  private sparkoptim.core.rule.Adam rule = sparkoptim.core.rule.Adam.DEFAULT;

  /** Creates the paper's settings, at step size 0.001. */
  public Adam() {
    super(initialRate(sparkoptim.core.rule.Adam.DEFAULT));
  }

  /** Sets the decay of the mean of gradients, in [0, 1). */
  public Adam<T> setBeta1(double beta1) {
    rule = rule.withBeta1(beta1);
    return this;
  }

  /** Sets the decay of the mean of squares, in [0, 1). */
  public Adam<T> setBeta2(double beta2) {
    rule = rule.withBeta2(beta2);
    return this;
  }

  /** Sets the number added to the root, > 0. */
  public Adam<T> setEpsilon(double epsilon) {
    rule = rule.withEpsilon(epsilon);
    return this;
  }

  /** Sets whether a divisor may never fall. */
  public Adam<T> setAmsgrad(boolean amsgrad) {
    rule = rule.withAmsgrad(amsgrad);
    return this;
  }

  @Override
  UpdateRule rule() {
    return rule;
  }
}
