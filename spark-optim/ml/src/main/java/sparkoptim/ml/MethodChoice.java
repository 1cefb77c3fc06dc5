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
 * the CPU. Where a GPU computes it is SVRG with single-row local steps, two passes a snapshot as
 * its authors advise for convex problems; with {@code localSteps = false} it is SVRG on
 * mini-batches, as with an L1 penalty where the rule has no proximal step. Where there is one pass
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

  private static final MethodParts ONE_PROXIMAL_PASS =
      new MethodParts(Plain.DEFAULT, Sgd.DEFAULT, null, null);

  private static final MethodParts MINI_BATCHES =
      new MethodParts(Svrg.DEFAULT, Sgd.DEFAULT, null, null);

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
      parts = auto(stage, gpu);
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

  private static MethodParts auto(LinearParams stage, boolean gpu) {
    MethodParts whole = wholePasses(stage.getMaxIter() == 1, gpu);
    boolean proximal = whole.rule().offers().contains(Capability.PROXIMAL);
    boolean serves = proximal || PenaltyStrength.of(stage).l1() == 0;
    if (stage.getMaxIter() == 1) {
      return serves ? whole : ONE_PROXIMAL_PASS;
    }
    return serves && stage.getLocalSteps() ? whole : MINI_BATCHES;
  }

  private static MethodParts wholePasses(boolean one, boolean gpu) {
    if (one) {
      return ONE_PASS;
    }
    return gpu
        ? new MethodParts(SVRG_OF_TWO_PASSES, LocalSgd.DEFAULT, null, null)
        : new MethodParts(Plain.DEFAULT, SampledNewton.DEFAULT, null, null);
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
