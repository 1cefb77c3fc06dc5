// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import sparkoptim.core.average.NoAverage;
import sparkoptim.core.estimator.Plain;
import sparkoptim.core.rule.Sgd;
import sparkoptim.core.stepsize.Constant;

/**
 * The choices that a text names; a part is null where the text leaves it open, so that a caller
 * with better knowledge of the problem can fill it.
 */
public record MethodParts(
    GradientEstimator estimator, UpdateRule rule, StepSize stepSize, IterateAverage average) {

  /** No choice made. */
  public static final MethodParts NONE = new MethodParts(null, null, null, null);

  /** Returns the whole method, open parts filled with plain, sgd, constant and no average. */
  public OptimMethod toMethod() {
    return new OptimMethod(
        estimator == null ? Plain.DEFAULT : estimator,
        rule == null ? Sgd.DEFAULT : rule,
        stepSize == null ? Constant.DEFAULT : stepSize,
        average == null ? NoAverage.DEFAULT : average);
  }

  /**
   * Returns these parts with another step size.
   *
   * @param other the new step size
   */
  public MethodParts withStepSize(StepSize other) {
    return new MethodParts(estimator, rule, other, average);
  }

  /**
   * Returns these parts and one more.
   *
   * @throws IllegalArgumentException if its slot is taken
   */
  MethodParts with(MethodPart choice) {
    if (choice instanceof GradientEstimator chosen) {
      return new MethodParts(free(estimator, chosen), rule, stepSize, average);
    }
    if (choice instanceof UpdateRule chosen) {
      return new MethodParts(estimator, free(rule, chosen), stepSize, average);
    }
    if (choice instanceof StepSize chosen) {
      return new MethodParts(estimator, rule, free(stepSize, chosen), average);
    }
    return new MethodParts(estimator, rule, stepSize, free(average, (IterateAverage) choice));
  }

  private static <T extends MethodPart> T free(T taken, T chosen) {
    if (taken != null) {
      throw new IllegalArgumentException(
          "%s and %s are choices of one kind: name one of them"
              .formatted(MethodText.name(taken), MethodText.name(chosen)));
    }
    return chosen;
  }
}
