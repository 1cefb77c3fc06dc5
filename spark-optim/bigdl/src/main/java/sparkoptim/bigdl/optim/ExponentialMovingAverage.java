// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.optim.OptimMethod;
import sparkoptim.core.IterateAverage;
import sparkoptim.core.average.Ema;

/** Any method with an exponential moving average of its points, {@link Ema}. */
public final class ExponentialMovingAverage<T>
    extends AveragedMethod<T, ExponentialMovingAverage<T>> {
  private static final long serialVersionUID = 1L;

  private Ema rule = Ema.DEFAULT;

  /** Creates a decay of 0.999, beginning at the starting point. */
  public ExponentialMovingAverage(OptimMethod<T> method) {
    super(method);
  }

  /** Sets the decay, in [0, 1); 0 is the last point. */
  public ExponentialMovingAverage<T> setDecay(double decay) {
    rule = new Ema(decay, rule.biasCorrected());
    return this;
  }

  /** Sets whether the starting point has no weight. */
  public ExponentialMovingAverage<T> setBiasCorrected(boolean corrected) {
    rule = new Ema(rule.decay(), corrected);
    return this;
  }

  @Override
  IterateAverage rule() {
    return rule;
  }

  @Override
  void checkLengths() {}
}
