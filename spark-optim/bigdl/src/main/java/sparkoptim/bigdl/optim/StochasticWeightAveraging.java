// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.optim.OptimMethod;
import sparkoptim.core.IterateAverage;
import sparkoptim.core.average.Swa;

/** Any method with the plain mean of points from the last part of the run, {@link Swa}. */
public final class StochasticWeightAveraging<T>
    extends AveragedMethod<T, StochasticWeightAveraging<T>> {
  private static final long serialVersionUID = 1L;

  private Swa rule = Swa.DEFAULT;

  /** Averages at the ends of the epochs in the last quarter; needs both lengths. */
  public StochasticWeightAveraging(OptimMethod<T> method) {
    super(method);
  }

  /**
   * Returns the share of the run that is left out, in [0, 1); above 0 it needs {@link
   * #setLastStep}.
   */
  public StochasticWeightAveraging<T> setStart(double start) {
    rule = new Swa(start, rule.every());
    return this;
  }

  /** Iterations from one kept point to the next; 0 is an epoch. */
  public StochasticWeightAveraging<T> setEvery(long iterations) {
    rule = new Swa(rule.start(), iterations);
    return this;
  }

  @Override
  IterateAverage rule() {
    return rule;
  }

  @Override
  void checkLengths() {
    if (rule.start() > 0) {
      requireLastStep();
    }
    if (rule.every() == 0) {
      requireStepsPerEpoch("every");
    }
  }
}
