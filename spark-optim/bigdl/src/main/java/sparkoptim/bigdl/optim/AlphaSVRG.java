// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import sparkoptim.core.MethodParts;
import sparkoptim.core.MethodText;
import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.average.NoAverage;
import sparkoptim.core.estimator.AlphaSvrg;
import sparkoptim.core.rule.Sgd;
import sparkoptim.core.stepsize.Constant;

/**
 * Variance reduction with a coefficient, {@link AlphaSvrg}, around any update rule; for our engine
 * alone. A schedule of the coefficient counts snapshots.
 */
public final class AlphaSVRG<T> extends EngineMethod<T> {
  private static final long serialVersionUID = 1L;

  private AlphaSvrg estimator = new AlphaSvrg(new Constant(1), 0, 0);
  private UpdateRule rule = Sgd.DEFAULT;
  private Schedule schedule = Constant.DEFAULT;

  /** Creates SVRG, that is coefficient 1, with plain steps of 0.1 and a snapshot per epoch. */
  public AlphaSVRG() {}

  /** Sets a constant coefficient, >= 0; 1 is SVRG. */
  public AlphaSVRG<T> setAlpha(double alpha) {
    return setAlpha(new Constant(alpha));
  }

  /** Sets the coefficient as a schedule over the snapshots. */
  public AlphaSVRG<T> setAlpha(Schedule alpha) {
    estimator = new AlphaSvrg(alpha, estimator.every(), estimator.epochs());
    return this;
  }

  /** Sets the coefficient as the text of a schedule; the authors' is {@code linear(0.75, 0)}. */
  public AlphaSVRG<T> setAlpha(String text) {
    return setAlpha(LearningRate.parse("AlphaSVRG", text));
  }

  /** Sets the number of steps between snapshots; 0 is once an epoch. */
  public AlphaSVRG<T> setEvery(long steps) {
    estimator = new AlphaSvrg(estimator.alpha(), steps, estimator.epochs());
    return this;
  }

  /** Sets the number of first epochs with variance reduction; 0 is all. */
  public AlphaSVRG<T> setReducedEpochs(long epochs) {
    estimator = new AlphaSvrg(estimator.alpha(), estimator.every(), epochs);
    return this;
  }

  /** Sets the rule that gets the gradients. */
  public AlphaSVRG<T> setRule(UpdateRule chosen) {
    Settings.required("AlphaSVRG", "rule", chosen);
    rule = chosen;
    return this;
  }

  /** Sets the rule from its text, {@code adamw(decay=0.05)}. */
  public AlphaSVRG<T> setRule(String text) {
    MethodParts parts = MethodText.parse(text);
    boolean alone = parts.estimator() == null && parts.stepSize() == null;
    if (!alone || parts.average() != null || parts.rule() == null) {
      throw new IllegalArgumentException(
          "AlphaSVRG: rule must be one update rule, as in adamw(decay=0.05), was '" + text + "'");
    }
    return setRule(parts.rule());
  }

  /** Sets a constant step size, finite and >= 0. */
  public AlphaSVRG<T> setLearningRate(double learningRate) {
    Settings.notNegative("AlphaSVRG", "learningRate", learningRate);
    return setSchedule(new Constant(learningRate));
  }

  /** Sets any schedule; its values are the step sizes. */
  public AlphaSVRG<T> setSchedule(Schedule chosen) {
    Settings.required("AlphaSVRG", "schedule", chosen);
    schedule = chosen;
    return this;
  }

  /** Sets a schedule from its text, {@code cosine(0.1, 0)}. */
  public AlphaSVRG<T> setSchedule(String text) {
    return setSchedule(LearningRate.parse("AlphaSVRG", text));
  }

  /** Returns the first step size, which a schedule may leave. */
  @Override
  public double getLearningRate() {
    return schedule.at(0, 1);
  }

  @Override
  public sparkoptim.core.OptimMethod coreMethod() {
    return new sparkoptim.core.OptimMethod(estimator, rule, schedule, NoAverage.DEFAULT);
  }
}
