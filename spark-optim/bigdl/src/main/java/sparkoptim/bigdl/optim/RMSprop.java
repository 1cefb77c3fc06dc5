// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import sparkoptim.core.UpdateRule;

/**
 * RMSProp, {@link sparkoptim.core.rule.RmsProp}: with centering and momentum, which BigDL's own
 * lacks.
 */
public final class RMSprop<T> extends CoreRuleAdapter<T, RMSprop<T>> {
  private static final long serialVersionUID = 1L;

  private sparkoptim.core.rule.RmsProp rule = sparkoptim.core.rule.RmsProp.DEFAULT;

  /** Creates the method with PyTorch's settings, at step size 0.01. */
  public RMSprop() {
    super(initialRate(sparkoptim.core.rule.RmsProp.DEFAULT));
  }

  /** Sets the decay of the mean of squares, in [0, 1). */
  public RMSprop<T> setSmoothing(double smoothing) {
    rule = rule.withSmoothing(smoothing);
    return this;
  }

  /** Sets the number added to the root, > 0. */
  public RMSprop<T> setEpsilon(double epsilon) {
    rule = rule.withEpsilon(epsilon);
    return this;
  }

  /** Sets whether to divide by the deviation from the mean gradient. */
  public RMSprop<T> setCentered(boolean centered) {
    rule = rule.withCentered(centered);
    return this;
  }

  /** Sets the momentum, in [0, 1). */
  public RMSprop<T> setMomentum(double momentum) {
    rule = rule.withMomentum(momentum);
    return this;
  }

  @Override
  UpdateRule rule() {
    return rule;
  }
}
