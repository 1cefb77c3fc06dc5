// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.optim.OptimMethod;
import sparkoptim.core.IterateAverage;
import sparkoptim.core.average.TwoPoint;

/** Any method with the middle of its last point and one before, {@link TwoPoint}. */
public final class TwoPointAverage<T> extends AveragedMethod<T, TwoPointAverage<T>> {
  private static final long serialVersionUID = 1L;

  private TwoPoint rule = TwoPoint.DEFAULT;

  /** Creates the last point and that of an epoch before; needs both lengths. */
  public TwoPointAverage(OptimMethod<T> method) {
    super(method);
  }

  /** Iterations between the two points; 0 is an epoch. */
  public TwoPointAverage<T> setGap(long iterations) {
    rule = new TwoPoint(iterations);
    return this;
  }

  @Override
  IterateAverage rule() {
    return rule;
  }

  @Override
  void checkLengths() {
    requireLastStep();
    if (rule.gap() == 0) {
      requireStepsPerEpoch("gap");
    }
  }
}
