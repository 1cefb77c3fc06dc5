// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import sparkoptim.core.UpdateRule;

/** Adagrad, {@link sparkoptim.core.rule.Adagrad}. */
public final class Adagrad<T> extends CoreRuleAdapter<T, Adagrad<T>> {
  private static final long serialVersionUID = 1L;

  private sparkoptim.core.rule.Adagrad rule = sparkoptim.core.rule.Adagrad.DEFAULT;

  /** Creates the method with PyTorch's settings, at step size 0.01. */
  public Adagrad() {
    super(initialRate(sparkoptim.core.rule.Adagrad.DEFAULT));
  }

  /** Sets the start value of every sum of squares, at least 0. */
  public Adagrad<T> setInitialAccumulator(double initialAccumulator) {
    rule = rule.withInitialAccumulator(initialAccumulator);
    return this;
  }

  /** Sets the number added to the root, > 0; 0 where the sums start above 0. */
  public Adagrad<T> setEpsilon(double epsilon) {
    rule = rule.withEpsilon(epsilon);
    return this;
  }

  @Override
  UpdateRule rule() {
    return rule;
  }
}
