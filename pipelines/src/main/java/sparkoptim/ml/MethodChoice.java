package sparkoptim.ml;

import sparkoptim.core.GradientEstimator;
import sparkoptim.core.MethodParts;
import sparkoptim.core.MethodText;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.StepSize;
import sparkoptim.core.Trait;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.data.ColumnRanges;
import sparkoptim.core.estimator.AlphaSvrg;
import sparkoptim.core.estimator.Plain;
import sparkoptim.core.linear.Smoothness;
import sparkoptim.core.rule.Local;
import sparkoptim.core.rule.Sgd;
import sparkoptim.core.stepsize.BarzilaiBorwein;
import sparkoptim.core.stepsize.Constant;

/**
 * What a stage's method settings mean for linear models. {@code auto} is SVRG with single-row local
 * steps, two passes a snapshot as its authors advise for convex problems, and guarded
 * Barzilai-Borwein step sizes: first 0.3 / L, then within [0.1, 2] / L, L the bound of the
 * curvature of a single step (beyond 2 / L such a step may spread points apart). With {@code
 * localSteps = false} it is SVRG on mini-batches, L their expected smoothness and the upper end 1 /
 * L; so it is on a GPU, see {@link #onDevice}.
 */
record MethodChoice(MethodParts parts, String learningRate, int batchSize) {
  private static final MethodParts BATCHES =
      new MethodParts(AlphaSvrg.DEFAULT, Sgd.DEFAULT, null, null);
  private static final AlphaSvrg SVRG_OF_TWO_PASSES = new AlphaSvrg(new Constant(1), 2, 0);
  private static final double FIRST = 0.3;
  private static final double LEAST = 0.1;
  private static final double MOST_LOCAL = 2;
  private static final double MOST_BATCH = 1;

  /** Rows of up to so many features are as good as dense to a GPU. */
  private static final int NARROW = 1024;

  /** From this share of values that are not zero, rows are stored dense. */
  private static final double DENSE = 0.6;

  private static final long DEVICE_STEPS = 128;
  private static final long LEAST_DEVICE_BATCH = 64;
  private static final long MOST_DEVICE_BATCH = 8192;

  /** From a stage's params. */
  static MethodChoice of(LinearParams stage) {
    String text = stage.getOptimMethod();
    MethodParts parts;
    if (text.equals(OptimParams.AUTO)) {
      parts =
          stage.getLocalSteps()
              ? new MethodParts(SVRG_OF_TWO_PASSES, Local.DEFAULT, null, null)
              : BATCHES;
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

  /**
   * The choice where a GPU computes. A pass of single-row steps is the CPU's, so {@code auto} takes
   * mini-batches, of 1/128 of the rows within [64, 8192] unless {@code batchSize} is set. But wide
   * sparse rows keep local steps: there only full gradients are work for a GPU.
   */
  MethodChoice onDevice(LinearParams stage, ColumnRanges rows) {
    if (!stage.getOptimMethod().equals(OptimParams.AUTO)) {
      return this;
    }
    double values = (double) rows.rows() * rows.width();
    boolean wide = rows.width() > NARROW && rows.nonZeros() < DENSE * values;
    boolean asked = stage.isSet(stage.localSteps());
    if (local() && (asked || wide)) {
      return this;
    }
    long batch = Math.max(LEAST_DEVICE_BATCH, rows.rows() / DEVICE_STEPS);
    return new MethodChoice(
        BATCHES,
        learningRate,
        stage.isSet(stage.batchSize()) ? batchSize : (int) Math.min(MOST_DEVICE_BATCH, batch));
  }

  /** Whether a step is a pass of single-row steps. */
  boolean local() {
    return parts.rule() instanceof Local;
  }

  /** Rows of a mini-batch; 0 for whole passes. */
  long rowsPerStep() {
    return local() ? 0 : batchSize;
  }

  /** The method, its step size fitted to the problem where it was left open. */
  OptimMethod method(Smoothness smoothness) {
    return parts.stepSize() != null
        ? parts.toMethod()
        : parts.withStepSize(stepSize(smoothness)).toMethod();
  }

  private StepSize stepSize(Smoothness smoothness) {
    if (!learningRate.equals(OptimParams.AUTO)) {
      return new Constant(Double.parseDouble(learningRate));
    }
    double customary = rule().customaryStep();
    if (!Double.isNaN(customary)) {
      return new Constant(customary);
    }
    double bound = local() ? smoothness.mean() : smoothness.ofBatch(batchSize);
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
    return estimator.offers().contains(Trait.ANCHOR) && rule().offers().contains(Trait.UNSCALED);
  }

  private UpdateRule rule() {
    return parts.rule() == null ? Sgd.DEFAULT : parts.rule();
  }
}
