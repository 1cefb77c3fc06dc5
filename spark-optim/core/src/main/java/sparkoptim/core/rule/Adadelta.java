// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import sparkoptim.core.Gradient;
import sparkoptim.core.Oracle;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.UpdateRule;

/**
 * Adadelta (Zeiler 2012, Algorithm 1): {@code v = smoothing v + (1 - smoothing) g^2; d = sqrt(u +
 * epsilon) / sqrt(v + epsilon) g; u = smoothing u + (1 - smoothing) d^2; x = x - eta d}, v and u
 * starting at 0. Steps have the unit of the point, so the paper has no step size: it is eta = 1.
 * The first steps have about the size sqrt(epsilon), and grow.
 *
 * @param smoothing in [0, 1)
 * @param epsilon added under both roots, &gt; 0
 */
public record Adadelta(double smoothing, double epsilon) implements UpdateRule {
  /** PyTorch's settings. */
  public static final Adadelta DEFAULT = new Adadelta(0.9, 1e-6);

  public Adadelta {
    Settings.check(
        smoothing >= 0 && smoothing < 1, "adadelta", "smoothing", "in [0, 1)", smoothing);
    Settings.check(
        epsilon > 0 && epsilon < Double.POSITIVE_INFINITY,
        "adadelta",
        "epsilon",
        "> 0 and finite",
        epsilon);
  }

  /** Returns 1, with which the rule is the paper's. */
  @Override
  public double defaultStepSize() {
    return 1;
  }

  @Override
  public Run start(RunContext context, double[] point) {
    return new State(point);
  }

  private final class State implements Run {
    private final Gradient gradient;
    private final double[] x;
    private final double[] squares;
    private final double[] moves;

    State(double[] point) {
      x = point.clone();
      gradient = new Gradient(x.length);
      squares = new double[x.length];
      moves = new double[x.length];
    }

    @Override
    public double[] query() {
      return x;
    }

    @Override
    public double step(long step, double eta, Oracle oracle) {
      double loss = oracle.evaluate(x, gradient);
      double[] g = gradient.values;
      double[] v = squares;
      double[] u = moves;
      double keep = smoothing;
      double fresh = 1 - smoothing;
      double least = epsilon;
      for (int i = 0; i < x.length; i++) {
        double square = keep * v[i] + fresh * g[i] * g[i];
        double moved = Math.sqrt(u[i] + least) / Math.sqrt(square + least) * g[i];
        v[i] = square;
        u[i] = keep * u[i] + fresh * moved * moved;
        x[i] -= eta * moved;
      }
      return loss;
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("x", x);
      fields.vector("squares", squares);
      fields.vector("moves", moves);
    }
  }
}
