// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import sparkoptim.core.DivergedException;
import sparkoptim.core.Gradient;
import sparkoptim.core.Oracle;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.Space;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.UpdateRule;

/**
 * LARS (You, Gitman and Ginsburg 2017, Algorithm 1): SGD with momentum whose step size is, layer by
 * layer, a share of the layer's own length. For each layer of the objective ({@link
 * RunContext#layerStarts}), with norms over the layer:
 *
 * <pre>{@code
 * r = trust ||x|| / (||g|| + decay ||x||);  v = momentum v + eta r (g + decay x);  x = x - v
 * }</pre>
 *
 * <p>The decay takes from every coordinate of a layer, biases too, as the ratio is of them all. A
 * layer of zeros would stay at 0 by the formula, and has {@code r = zeroRatio}. A layer without
 * gradient and decay moves by its velocity alone. Where the square of a norm overflows, the run
 * ends as diverged. The norms of all layers take two reductions a step.
 *
 * @param momentum in [0, 1)
 * @param trust share of a layer's length that a step of size 1 takes, finite and &gt; 0
 * @param decay of the weights, finite and &gt;= 0
 * @param zeroRatio r where a layer is 0, finite and &gt; 0
 * @param layerwise whether there is a ratio for every layer, and not one for the whole point
 */
public record Lars(double momentum, double trust, double decay, double zeroRatio, boolean layerwise)
    implements UpdateRule {
  /** The paper's settings; layers of zeros take steps of SGD. */
  public static final Lars DEFAULT = new Lars(0.9, 0.001, 5e-4, 1, true);

  public Lars {
    Settings.check(momentum >= 0 && momentum < 1, "lars", "momentum", "in [0, 1)", momentum);
    Settings.positive("lars", "trust", trust);
    Settings.notNegative("lars", "decay", decay);
    Settings.positive("lars", "zeroRatio", zeroRatio);
  }

  /** Returns 1, with which a step moves a layer by about the share {@code trust} of its length. */
  @Override
  public double defaultStepSize() {
    return 1;
  }

  @Override
  public Run start(RunContext context, double[] point) {
    return new State(context, point);
  }

  private final class State implements Run {
    private final Space space;
    private final Gradient gradient;
    private final double[] x;
    private final double[] velocity;
    private final int[] starts;
    private final double[] points;
    private final double[] slopes;

    State(RunContext context, double[] point) {
      space = context.space();
      x = point.clone();
      gradient = new Gradient(x.length);
      velocity = new double[x.length];
      starts =
          layerwise && context.layerStarts() != null
              ? context.layerStarts()
              : new int[] {0, space.dimension()};
      points = new double[starts.length - 1];
      slopes = new double[starts.length - 1];
    }

    @Override
    public double[] query() {
      return x;
    }

    @Override
    public double step(long step, double eta, Oracle oracle) {
      double loss = oracle.evaluate(x, gradient);
      double[] g = gradient.values;
      space.rangeDots(x, x, starts, points);
      space.rangeDots(g, g, starts, slopes);
      for (int layer = 0; layer < points.length; layer++) {
        int from = Math.max(starts[layer] - space.offset(), 0);
        int to = Math.min(starts[layer + 1] - space.offset(), x.length);
        move(g, eta * ratio(step, points[layer], slopes[layer]), from, to);
      }
      return loss;
    }

    private double ratio(long step, double pointSquare, double slopeSquare) {
      if (!Double.isFinite(slopeSquare)) {
        throw new DivergedException(step, "the squared norm of a layer's gradient", slopeSquare);
      }
      if (!Double.isFinite(pointSquare)) {
        throw new DivergedException(step, "the squared norm of a layer", pointSquare);
      }
      if (pointSquare == 0) {
        return zeroRatio;
      }
      double norm = Math.sqrt(pointSquare);
      double length = Math.sqrt(slopeSquare) + decay * norm;
      return length == 0 ? 0 : trust * norm / length;
    }

    private void move(double[] g, double rate, int from, int to) {
      double[] x = this.x;
      double[] v = velocity;
      double keep = momentum;
      double share = decay;
      for (int i = from; i < to; i++) {
        double moved = keep * v[i] + rate * (g[i] + share * x[i]);
        v[i] = moved;
        x[i] -= moved;
      }
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("x", x);
      fields.vector("velocity", velocity);
    }
  }
}
