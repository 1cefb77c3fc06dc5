// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.stepsize.Constant;

/**
 * SGD with momentum in the form of stochastic primal averaging, {@link
 * sparkoptim.core.rule.PrimalAveraging}: with constants, momentum {@code 1 - averaging} at step
 * size {@code learningRate averaging}.
 */
public final class PrimalAveraging<T> extends CoreRuleAdapter<T, PrimalAveraging<T>> {
  private static final long serialVersionUID = 1L;

  private sparkoptim.core.rule.PrimalAveraging rule = sparkoptim.core.rule.PrimalAveraging.DEFAULT;

  /** Creates the method with averaging 0.1, at step size 0.1. */
  public PrimalAveraging() {
    super(initialRate(sparkoptim.core.rule.PrimalAveraging.DEFAULT));
  }

  /** Sets c, in (0, 1]: a momentum of {@code 1 - c}. */
  public PrimalAveraging<T> setAveraging(double averaging) {
    Settings.check(averaging > 0 && averaging <= 1, name(), "averaging", "in (0, 1]", averaging);
    return setAveraging(new Constant(averaging));
  }

  /**
   * Sets c as a schedule with values in (0, 1]. One that is not constant needs {@link #setSteps}.
   */
  public PrimalAveraging<T> setAveraging(Schedule averaging) {
    rule = new sparkoptim.core.rule.PrimalAveraging(averaging);
    return this;
  }

  /** Sets c as the text of a schedule, {@code linear(0.5, 0.1)}. */
  public PrimalAveraging<T> setAveraging(String text) {
    return setAveraging(LearningRate.parse(name(), text));
  }

  @Override
  UpdateRule rule() {
    return rule;
  }

  @Override
  void checkLengths() {
    Schedule averaging = rule.averaging();
    if (!(averaging instanceof Constant) && rate().steps() == 0) {
      throw new IllegalArgumentException(
          name() + ": averaging is a schedule and must know the length of the run: setSteps(n)");
    }
    checkEpochs("averaging", averaging);
  }
}
