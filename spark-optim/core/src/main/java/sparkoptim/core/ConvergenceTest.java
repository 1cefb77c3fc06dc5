// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/**
 * Decides when a run has converged: when the loss is estimated to be within {@code tolerance} of
 * its least value, relative to {@link LossRange#scale}. The {@link GapEstimate} is in the unit of
 * the loss, so that the rule means the same however rows, weights and classes are scaled, and
 * wherever the run starts. Under a penalty without gradient it reads the prox-gradient mapping
 * {@code x - prox(x - grad f(x))}, which is 0 at an optimum.
 */
final class ConvergenceTest implements Stateful {
  private final RunContext context;
  private final StochasticObjective objective;
  private final double tolerance;
  private final double[] mapping;
  private final GapEstimate estimate;
  private final double[][] vector = new double[1][];
  private final double[] squaredNorm = new double[1];
  private double firstLoss = Double.NaN;
  private boolean converged;
  private double norm = Double.NaN;
  private double loss = Double.NaN;

  /**
   * Creates a test for one run; a tolerance of 0 keeps nothing, and is met only by a rule that
   * finds nothing left to gain.
   */
  ConvergenceTest(RunContext context, StochasticObjective objective, double tolerance) {
    this.context = context;
    this.objective = objective;
    this.tolerance = tolerance;
    mapping = context.prox() == Prox.NONE ? null : new double[context.space().size()];
    estimate = tolerance > 0 ? new GapEstimate(context, objective.penalty()) : null;
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
    double[] gradient = mapping == null ? snapshot.gradient : mapping(snapshot);
    norm = Math.sqrt(squaredNorm(gradient));
    loss = snapshot.loss;
    if (!Double.isFinite(loss)) {
      throw new DivergedException(step, "the full loss", loss);
    }
    if (!Double.isFinite(norm)) {
      throw new DivergedException(step, "the norm of the full gradient", norm);
    }
    if (estimate != null) {
      firstLoss = Double.isNaN(firstLoss) ? loss : firstLoss;
      double curvature = objective.typicalCurvature(loss);
      double gap = estimate.next(snapshot.point, gradient, loss, snapshot.lossError, curvature);
      decide(gap, objective.lossRange().scale(loss, firstLoss));
    }
  }

  /**
   * Tests by the rule's own estimate.
   *
   * @param fullLoss at the served point
   * @param fullNorm of the full gradient there
   * @param gap how far that is from the least value, in the loss's unit
   * @param scale the loss that the tolerance is relative to
   */
  void test(double fullLoss, double fullNorm, double gap, double scale) {
    loss = fullLoss;
    norm = fullNorm;
    decide(gap, scale);
    converged |= gap == 0; // nothing is left to gain, whatever the tolerance
  }

  /**
   * Decides by a gap that somebody estimated.
   *
   * @param gap how far the loss is from its least value, in the loss's unit
   * @param scale the loss that the tolerance is relative to
   */
  private void decide(double gap, double scale) {
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
    firstLoss = fields.number("firstLoss", firstLoss);
    converged = fields.flag("converged", converged);
    if (estimate != null) {
      estimate.fields(fields.in("gap"));
    }
  }
}
