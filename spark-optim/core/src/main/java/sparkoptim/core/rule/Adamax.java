// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import sparkoptim.core.Gradient;
import sparkoptim.core.Oracle;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.UpdateRule;

/**
 * Adamax (Kingma and Ba 2015, Algorithm 2), Adam with a maximum in the place of the root of a mean
 * square: {@code m = beta1 m + (1 - beta1) g; u = max(beta2 u, |g| + epsilon); x = x - eta / (1 -
 * beta1^k) m / u} at step k = 1, 2, ... The paper has no epsilon; it is PyTorch's, and keeps a
 * coordinate without a gradient where it is.
 *
 * @param beta1 decay of the mean of gradients, in [0, 1)
 * @param beta2 decay of the largest gradient, in [0, 1)
 * @param epsilon added to a gradient's size, &gt; 0
 */
public record Adamax(double beta1, double beta2, double epsilon) implements UpdateRule {
  /** PyTorch's settings. */
  public static final Adamax DEFAULT = new Adamax(0.9, 0.999, 1e-8);

  public Adamax {
    Settings.check(beta1 >= 0 && beta1 < 1, "adamax", "beta1", "in [0, 1)", beta1);
    Settings.check(beta2 >= 0 && beta2 < 1, "adamax", "beta2", "in [0, 1)", beta2);
    Settings.check(
        epsilon > 0 && epsilon < Double.POSITIVE_INFINITY,
        "adamax",
        "epsilon",
        "> 0 and finite",
        epsilon);
  }

  /** Returns the paper's. */
  @Override
  public double defaultStepSize() {
    return 0.002;
  }

  @Override
  public Run start(RunContext context, double[] point) {
    return new State(point);
  }

  private final class State implements Run {
    private final Gradient gradient;
    private final double[] x;
    private final double[] mean;
    private final double[] largest;
    private double meanDecay = 1;

    State(double[] point) {
      x = point.clone();
      gradient = new Gradient(x.length);
      mean = new double[x.length];
      largest = new double[x.length];
    }

    @Override
    public double[] query() {
      return x;
    }

    @Override
    public double step(long step, double eta, Oracle oracle) {
      double loss = oracle.evaluate(x, gradient);
      meanDecay *= beta1;
      double length = eta / (1 - meanDecay);
      double[] g = gradient.values;
      double[] m = mean;
      double[] u = largest;
      double keep = beta1;
      double fresh = 1 - beta1;
      double fade = beta2;
      double least = epsilon;
      for (int i = 0; i < x.length; i++) {
        double first = keep * m[i] + fresh * g[i];
        double top = Math.max(fade * u[i], Math.abs(g[i]) + least);
        m[i] = first;
        u[i] = top;
        x[i] -= length * first / top;
      }
      return loss;
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("x", x);
      fields.vector("mean", mean);
      fields.vector("largest", largest);
      meanDecay = fields.number("meanDecay", meanDecay);
    }
  }
}
