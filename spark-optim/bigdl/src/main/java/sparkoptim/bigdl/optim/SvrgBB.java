// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import sparkoptim.core.average.NoAverage;
import sparkoptim.core.estimator.Svrg;
import sparkoptim.core.rule.Sgd;
import sparkoptim.core.stepsize.BarzilaiBorwein;

/**
 * SVRG-BB (Tan et al. 2016): {@link Svrg} whose step size is the {@link BarzilaiBorwein} ratio of
 * two snapshots; for our engine alone.
 */
public final class SvrgBB<T> extends EngineMethod<T> {
  private static final long serialVersionUID = 1L;

  private Svrg estimator = Svrg.DEFAULT;
  private BarzilaiBorwein stepSize = BarzilaiBorwein.DEFAULT;

  /** Creates a snapshot an epoch, a first step size of 0.1, guarded. */
  public SvrgBB() {}

  /** Sets the step size until the second snapshot, > 0. */
  public SvrgBB<T> setLearningRate(double learningRate) {
    stepSize = new BarzilaiBorwein(learningRate, stepSize.min(), stepSize.max(), stepSize.guard());
    return this;
  }

  /** Sets the range of the step size, {@code 0 <= min <= max}. */
  public SvrgBB<T> setRange(double min, double max) {
    stepSize = new BarzilaiBorwein(stepSize.eta(), min, max, stepSize.guard());
    return this;
  }

  /** Sets whether a rising loss goes back to the snapshot and halves the step size. */
  public SvrgBB<T> setGuard(boolean guard) {
    stepSize = new BarzilaiBorwein(stepSize.eta(), stepSize.min(), stepSize.max(), guard);
    return this;
  }

  /** Sets the number of steps between snapshots; 0 is once an epoch. */
  public SvrgBB<T> setEvery(long steps) {
    estimator = new Svrg(steps);
    return this;
  }

  /** Returns the first step size. */
  @Override
  public double getLearningRate() {
    return stepSize.eta();
  }

  @Override
  public sparkoptim.core.OptimMethod coreMethod() {
    return new sparkoptim.core.OptimMethod(estimator, Sgd.DEFAULT, stepSize, NoAverage.DEFAULT);
  }
}
