// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/**
 * Decides when a run has converged: when the norm of a full gradient is at most {@code tolerance *
 * max(1, its first value)}. Under a penalty without gradient it is the norm of the prox-gradient
 * mapping {@code x - prox(x - grad f(x))}, which is 0 at an optimum.
 */
final class ConvergenceTest implements Stateful {
  private final RunContext context;
  private final double tolerance;
  private final double[] mapping;
  private final double[][] vector = new double[1][];
  private final double[] squaredNorm = new double[1];
  private double firstNorm = Double.NaN;
  private boolean converged;
  private double norm = Double.NaN;
  private double loss = Double.NaN;

  /** Creates a test for one run; a tolerance of 0 is never met. */
  ConvergenceTest(RunContext context, double tolerance) {
    this.context = context;
    this.tolerance = tolerance;
    mapping = context.prox() == Prox.NONE ? null : new double[context.space().size()];
  }

  /** Forgets norm and loss of the step before, which a step without a snapshot does not have. */
  void beginStep() {
    norm = Double.NaN;
    loss = Double.NaN;
  }

  /**
   * Tests at a snapshot; collective.
   *
   * @throws DivergedException if its loss, or the norm there, is not finite
   */
  void test(Snapshot snapshot, long step) {
    norm = Math.sqrt(squaredNorm(mapping == null ? snapshot.gradient : mapping(snapshot)));
    loss = snapshot.loss;
    if (!Double.isFinite(loss)) {
      throw new DivergedException(step, "the full loss", loss);
    }
    if (!Double.isFinite(norm)) {
      throw new DivergedException(step, "the norm of the full gradient", norm);
    }
    if (Double.isNaN(firstNorm)) {
      firstNorm = norm;
    }
    converged = tolerance > 0 && norm <= tolerance * Math.max(1, firstNorm);
  }

  /**
   * Tests by the rule's own estimate of how far the loss is above its least: at most {@code
   * tolerance} times {@code scale}.
   */
  void test(double gap, double scale) {
    converged = tolerance > 0 && gap <= tolerance * scale;
  }

  /** Returns the squared norm of a vector of which every rank holds a part. */
  double squaredNorm(double[] part) {
    vector[0] = part;
    context.space().dots(part, vector, squaredNorm);
    return squaredNorm[0];
  }

  private double[] mapping(Snapshot snapshot) {
    for (int i = 0; i < mapping.length; i++) {
      mapping[i] = snapshot.point[i] - snapshot.gradient[i];
    }
    context.prox().apply(mapping, 1);
    for (int i = 0; i < mapping.length; i++) {
      mapping[i] = snapshot.point[i] - mapping[i];
    }
    return mapping;
  }

  /** Returns whether the latest snapshot met the tolerance. */
  boolean converged() {
    return converged;
  }

  /** Returns the norm at this step's snapshot; NaN without one. */
  double norm() {
    return norm;
  }

  /** Returns the full loss at this step's snapshot; NaN without one. */
  double loss() {
    return loss;
  }

  @Override
  public void fields(StateVisitor fields) {
    firstNorm = fields.number("firstNorm", firstNorm);
    converged = fields.flag("converged", converged);
  }
}
