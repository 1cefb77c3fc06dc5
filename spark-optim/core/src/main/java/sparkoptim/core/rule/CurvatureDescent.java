// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import sparkoptim.core.DivergedException;
import sparkoptim.core.Gradient;
import sparkoptim.core.Oracle;
import sparkoptim.core.PlainText;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.Space;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.UpdateRule;

/**
 * Gradient descent with curvature, the full-batch ancestor of {@link StepTunedSgd}: with {@code d}
 * and {@code y} the last differences of points and of full gradients,
 *
 * <pre>{@code
 * gamma = ||d||^2 / <y, d> where <y, d> > 0, else nu
 * x     = x - eta gamma g
 * }</pre>
 *
 * gamma starts at 1 and has no bounds. Castera, Bolte, Fevotte, Pauwels, arXiv 2103.03570,
 * Algorithm 1 as we read it. A difference of gradients on two mini-batches would be noise, so a run
 * of several mini-batches an epoch is refused.
 *
 * @param nu gamma where no positive curvature was met, finite and > 0
 */
public record CurvatureDescent(double nu) implements UpdateRule {
  /** The paper's nu. */
  public static final CurvatureDescent DEFAULT = new CurvatureDescent(2);

  public CurvatureDescent {
    Settings.positive("curvature-descent", "nu", nu);
  }

  /**
   * Starts a run.
   *
   * @throws IllegalArgumentException if an epoch has more than one step
   */
  @Override
  public Run start(RunContext context, double[] point) {
    long steps = context.plan().stepsPerEpoch();
    if (steps != 1) {
      throw new IllegalArgumentException(
          PlainText.of(
                  "curvature-descent takes full gradients: an epoch must be 1 step, was %d mini-batches;",
                  steps)
              + " step-tuned is its form for mini-batches");
    }
    return new State(context, point);
  }

  private final class State implements Run {
    private final Space space;
    private final double[] x;
    private final double[] previous;
    private final double[] changed;
    private final Gradient gradient;
    private final double[][] pair;
    private final double[] dots = new double[2];
    private double gamma = 1;
    private double length;
    private boolean moved;

    State(RunContext context, double[] point) {
      space = context.space();
      x = point.clone();
      previous = new double[x.length];
      changed = new double[x.length];
      gradient = new Gradient(x.length);
      pair = new double[][] {previous, changed};
    }

    @Override
    public double[] query() {
      return x;
    }

    @Override
    public double step(long step, double eta, Oracle oracle) {
      double loss = oracle.evaluate(x, gradient);
      if (moved) {
        gamma = tuned(step);
      }
      length = eta * gamma;
      moved = true;
      double factor = length;
      double[] point = x;
      double[] g = gradient.values;
      double[] last = previous;
      for (int i = 0; i < point.length; i++) {
        point[i] -= factor * g[i];
        last[i] = g[i];
      }
      return loss;
    }

    /** d is a multiple of the previous gradient, so that products with it replace those with d. */
    private double tuned(long step) {
      double[] g = gradient.values;
      for (int i = 0; i < g.length; i++) {
        changed[i] = g[i] - previous[i];
      }
      space.dots(previous, pair, dots);
      double along = -dots[1];
      if (!Double.isFinite(dots[0])) {
        throw new DivergedException(step, "the squared norm of the gradient", dots[0]);
      }
      if (!Double.isFinite(along)) {
        throw new DivergedException(step, "the curvature along the step", along);
      }
      double tuned = length > 0 && along > 0 ? length * dots[0] / along : nu;
      if (!Double.isFinite(tuned)) {
        throw new DivergedException(step, "gamma", tuned);
      }
      return tuned;
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("x", x);
      fields.vector("previous", previous);
      gamma = fields.number("gamma", gamma);
      length = fields.number("length", length);
      moved = fields.flag("moved", moved);
    }
  }
}
