// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import sparkoptim.core.MethodParts;
import sparkoptim.core.MethodText;
import sparkoptim.core.Schedule;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.rule.Lars;
import sparkoptim.core.rule.Prodigy;
import sparkoptim.core.stepsize.Constant;

/**
 * Generalized primal averaging around any rule of core, {@link
 * sparkoptim.core.rule.GeneralizedPrimalAveraging}. While it trains, the weights are the point
 * where gradients are taken, and so is what BigDL validates and saves; the last step writes the
 * average, so it needs {@link #setSteps}.
 */
public final class GeneralizedPrimalAveraging<T>
    extends CoreRuleAdapter<T, GeneralizedPrimalAveraging<T>> {
  private static final long serialVersionUID = 1L;

  private sparkoptim.core.rule.GeneralizedPrimalAveraging rule =
      sparkoptim.core.rule.GeneralizedPrimalAveraging.DEFAULT;

  /** Creates the authors' settings around AdamW, at its step size 0.001. */
  public GeneralizedPrimalAveraging() {
    super(initialRate(sparkoptim.core.rule.GeneralizedPrimalAveraging.DEFAULT));
  }

  /** Sets the rule that moves the fast point; it treats every coordinate by itself. */
  public GeneralizedPrimalAveraging<T> setRule(UpdateRule of) {
    if (of instanceof Prodigy || of instanceof Lars) {
      throw new IllegalArgumentException(
          "%s: rule must treat every coordinate by itself, as BigDL cuts the weights into slices, was %s: use it in SparkOptimizer"
              .formatted(name(), MethodText.print(of)));
    }
    rule = rule.withOf(of);
    return this;
  }

  /** Sets the rule from its text, {@code adamw(decay=0.05)}. */
  public GeneralizedPrimalAveraging<T> setRule(String text) {
    MethodParts parts = MethodText.parse(text);
    boolean alone = parts.estimator() == null && parts.stepSize() == null;
    if (!alone || parts.average() != null || parts.rule() == null) {
      throw new IllegalArgumentException(
          name() + ": rule must be one update rule, as in adamw(decay=0.05), was '" + text + "'");
    }
    return setRule(parts.rule());
  }

  /** Sets where gradients are taken, in [0, 1]: 0 is the fast point, 1 the average. */
  public GeneralizedPrimalAveraging<T> setMomentum(double momentum) {
    rule = rule.withMomentum(momentum);
    return this;
  }

  /** Sets c, in (0, 1]: the part of the fast point that the average takes. */
  public GeneralizedPrimalAveraging<T> setAveraging(double averaging) {
    return setAveraging(new Constant(averaging));
  }

  /** Sets c as a schedule with values in (0, 1]. */
  public GeneralizedPrimalAveraging<T> setAveraging(Schedule averaging) {
    rule = rule.withAveraging(averaging);
    return this;
  }

  /** Sets c as the text of a schedule, {@code power(1, 1)}. */
  public GeneralizedPrimalAveraging<T> setAveraging(String text) {
    return setAveraging(LearningRate.parse(name(), text));
  }

  @Override
  UpdateRule rule() {
    return rule;
  }

  @Override
  void checkLengths() {
    checkEpochs("averaging", rule.averaging());
  }
}
