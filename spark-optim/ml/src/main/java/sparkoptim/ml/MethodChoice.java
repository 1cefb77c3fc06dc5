// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import sparkoptim.core.Capability;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.MethodParts;
import sparkoptim.core.MethodText;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.StepSize;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.estimator.Plain;
import sparkoptim.core.estimator.Svrg;
import sparkoptim.core.linear.Smoothness;
import sparkoptim.core.newton.SampledNewton;
import sparkoptim.core.rule.LocalSgd;
import sparkoptim.core.rule.Sgd;
import sparkoptim.core.stepsize.BarzilaiBorwein;
import sparkoptim.core.stepsize.Constant;

/**
 * Translates a stage's method settings for linear models. {@code auto} is {@link SampledNewton} on
 * the CPU, also under an L1 penalty where there are at most 2,048 coordinates. Where a GPU computes
 * it is SVRG with single-row local steps, two passes a snapshot as its authors advise for convex
 * problems; with {@code localSteps = false} it is SVRG on mini-batches. Where there is one pass
 * only, it takes it by plain local steps of 0.3 / L.
 *
 * <p>Where the step size is left open, SVRG takes guarded Barzilai-Borwein steps: first 0.3 / L,
 * then within [0.1, 2] / L, L the bound of the curvature of a single step (beyond 2 / L such a step
 * may spread points apart); on mini-batches L is their expected smoothness and the upper end 1 / L.
 */
record MethodChoice(MethodParts parts, String learningRate, int batchSize) {
  private static final Svrg SVRG_OF_TWO_PASSES = new Svrg(2);

  /** A snapshot would cost the only pass. */
  private static final MethodParts ONE_PASS =
      new MethodParts(Plain.DEFAULT, LocalSgd.DEFAULT, null, null);

  private static final double FIRST = 0.3;
  private static final double LEAST = 0.1;
  private static final double MOST_LOCAL = 2;
  private static final double MOST_BATCH = 1;

  /**
   * Returns the choice of a stage's params.
   *
   * @param gpu whether a GPU will compute, as far as the driver knows
   */
  static MethodChoice of(LinearParams stage, boolean gpu) {
    String text = stage.getOptimMethod();
    MethodParts parts;
    if (text.equals(OptimParams.AUTO)) {
      parts = stage.getMaxIter() == 1 ? ONE_PASS : auto(stage.getLocalSteps(), gpu);
    } else {
      parts = MethodText.parse(text);
    }
    if (parts.stepSize() != null && !stage.getLearningRate().equals(OptimParams.AUTO)) {
      throw new IllegalArgumentException(
          "learningRate must be auto where optimMethod names a step size, was %s with %s"
              .formatted(stage.getLearningRate(), text));
    }
    return new MethodChoice(parts, stage.getLearningRate(), stage.getBatchSize());
  }

  private static MethodParts auto(boolean localSteps, boolean gpu) {
    if (!localSteps) {
      return new MethodParts(Svrg.DEFAULT, Sgd.DEFAULT, null, null);
    }
    return gpu
        ? new MethodParts(SVRG_OF_TWO_PASSES, LocalSgd.DEFAULT, null, null)
        : new MethodParts(Plain.DEFAULT, SampledNewton.DEFAULT, null, null);
  }

  /**
   * Returns the choice for a problem with an L1 penalty or bounds, which need a rule with a
   * proximal step: {@code auto} stays sampled Newton on the CPU as far as its matrix is affordable,
   * else it is proximal SVRG on mini-batches, or one pass of proximal SGD. What the user named
   * stays.
   *
   * @param gpu whether a GPU will compute
   * @param coordinates of the problem
   */
  MethodChoice underL1(LinearParams stage, boolean gpu, int coordinates) {
    boolean affordable = coordinates <= SampledNewton.MOST_COORDINATES_UNDER_L1;
    boolean named = !stage.getOptimMethod().equals(OptimParams.AUTO);
    if (named || (fullSums() && !gpu && affordable)) {
      return this;
    }
    GradientEstimator estimator = stage.getMaxIter() == 1 ? Plain.DEFAULT : Svrg.DEFAULT;
    return new MethodChoice(
        new MethodParts(estimator, Sgd.DEFAULT, null, null), learningRate, batchSize);
  }

  /** Returns whether a step needs sums over all rows: of margins and curvature. */
  boolean fullSums() {
    return rule().needs().contains(Capability.MARGINS);
  }

  /** Returns whether a step is a pass of single-row steps. */
  boolean local() {
    return rule().needs().contains(Capability.LOCAL_EPOCHS);
  }

  /** Returns the rows of a mini-batch; 0 for whole passes. */
  long rowsPerStep() {
    return local() || fullSums() ? 0 : batchSize;
  }

  /** Returns the method, its step size fitted to the problem where it was left open. */
  OptimMethod method(Smoothness smoothness) {
    return parts.stepSize() != null
        ? parts.toMethod()
        : parts.withStepSize(stepSize(smoothness)).toMethod();
  }

  private StepSize stepSize(Smoothness smoothness) {
    if (!learningRate.equals(OptimParams.AUTO)) {
      return new Constant(Double.parseDouble(learningRate));
    }
    double customary = rule().defaultStepSize();
    if (!Double.isNaN(customary)) {
      return new Constant(customary);
    }
    double bound = local() ? smoothness.mean() : smoothness.ofBatch(batchSize);
    if (bound < Double.MIN_NORMAL) {
      bound = 1; // without an intercept or features that vary gradients are 0: any step will do
    }
    if (!(bound < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "learningRate must be a number, as the curvature of this loss has no bound, was auto");
    }
    if (!barzilaiBorwein()) {
      return new Constant(FIRST / bound);
    }
    double most = local() ? MOST_LOCAL : MOST_BATCH;
    return new BarzilaiBorwein(FIRST / bound, LEAST / bound, most / bound, true);
  }

  private boolean barzilaiBorwein() {
    GradientEstimator estimator = parts.estimator() == null ? Plain.DEFAULT : parts.estimator();
    return estimator.offers().contains(Capability.SNAPSHOT)
        && rule().offers().contains(Capability.UNSCALED);
  }

  private UpdateRule rule() {
    return parts.rule() == null ? Sgd.DEFAULT : parts.rule();
  }
}
