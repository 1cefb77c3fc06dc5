// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import sparkoptim.core.MethodParts;
import sparkoptim.core.MethodText;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.StepSize;
import sparkoptim.core.average.NoAverage;
import sparkoptim.core.rule.AdamW;
import sparkoptim.core.rule.LocalSgd;
import sparkoptim.core.rule.Sgd;
import sparkoptim.core.stepsize.Constant;
import sparkoptim.core.stepsize.OneCycle;

/**
 * Translates a stage's method settings for networks. {@code auto} is AdamW with a step size that
 * rises and falls once; {@code learningRate} is then its peak.
 */
final class NetworkMethod {
  private static final double PEAK = 0.003;

  private NetworkMethod() {}

  /**
   * Returns the method that a stage asks for.
   *
   * @throws IllegalArgumentException if learningRate is given beside a step size
   */
  static OptimMethod of(OptimParams stage) {
    String text = stage.getOptimMethod();
    boolean free = stage.getLearningRate().equals(OptimParams.AUTO);
    double rate = free ? Double.NaN : Double.parseDouble(stage.getLearningRate());
    if (text.equals(OptimParams.AUTO)) {
      return new MethodParts(null, AdamW.DEFAULT, cycle(free ? PEAK : rate), NoAverage.DEFAULT)
          .toMethod();
    }
    MethodParts parts = MethodText.parse(text);
    if (parts.rule() instanceof LocalSgd) {
      throw new IllegalArgumentException(
          "optimMethod: local steps are for linear models, was " + text);
    }
    if (parts.stepSize() == null) {
      return parts.withStepSize(stepSize(parts, rate)).toMethod();
    }
    if (!free) {
      throw new IllegalArgumentException(
          "learningRate must be auto where optimMethod names a step size, was %s with %s"
              .formatted(stage.getLearningRate(), text));
    }
    return parts.toMethod();
  }

  private static StepSize cycle(double peak) {
    OneCycle form = OneCycle.DEFAULT;
    return new OneCycle(peak, form.startDivision(), form.finalDivision(), form.rising());
  }

  private static StepSize stepSize(MethodParts parts, double rate) {
    if (!Double.isNaN(rate)) {
      return new Constant(rate);
    }
    double customary = (parts.rule() == null ? Sgd.DEFAULT : parts.rule()).defaultStepSize();
    return Double.isNaN(customary) ? Constant.DEFAULT : new Constant(customary);
  }
}
