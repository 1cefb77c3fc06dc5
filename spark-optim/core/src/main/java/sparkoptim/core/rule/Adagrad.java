// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import java.util.Arrays;
import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.Oracle;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.UpdateRule;

/**
 * Adagrad (Duchi, Hazan and Singer 2011, the diagonal form): {@code v = v + g^2; x = x - eta g /
 * (sqrt(v) + epsilon)}. Under an L1 penalty the proximal step is taken in the metric {@code 1 /
 * (sqrt(v) + epsilon)}, the paper's composite mirror descent. A coordinate whose gradient was
 * always 0 stays where it is. Where squares overflow, 0 times a square is NaN and the run ends as
 * diverged.
 *
 * @param initialAccumulator what every v starts at, &gt;= 0
 * @param epsilon added to the root, &gt; 0; 0 where the accumulator starts above 0
 */
public record Adagrad(double initialAccumulator, double epsilon) implements UpdateRule {
  /** PyTorch's settings. */
  public static final Adagrad DEFAULT = new Adagrad(0, 1e-10);

  public Adagrad {
    Settings.check(
        initialAccumulator >= 0 && initialAccumulator < Double.POSITIVE_INFINITY,
        "adagrad",
        "initialAccumulator",
        ">= 0 and finite",
        initialAccumulator);
    Settings.check(
        epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY,
        "adagrad",
        "epsilon",
        ">= 0 and finite",
        epsilon);
    if (initialAccumulator == 0 && epsilon == 0) {
      throw new IllegalArgumentException(
          "adagrad: epsilon must be > 0 where initialAccumulator is 0, was " + epsilon);
    }
  }

  /** Returns this rule with another {@link #initialAccumulator()}. */
  public Adagrad withInitialAccumulator(double initialAccumulator) {
    return new Adagrad(initialAccumulator, epsilon);
  }

  /** Returns this rule with another {@link #epsilon()}. */
  public Adagrad withEpsilon(double epsilon) {
    return new Adagrad(initialAccumulator, epsilon);
  }

  @Override
  public Set<Capability> offers() {
    return Set.of(Capability.ONE_EVALUATION, Capability.PROXIMAL);
  }

  /** Returns PyTorch's default. */
  @Override
  public double defaultStepSize() {
    return 0.01;
  }

  @Override
  public Run start(RunContext context, double[] point) {
    return new State(context, point);
  }

  private final class State implements Run {
    private final Metric metric;
    private final Gradient gradient;
    private final double[] x;
    private final double[] squares;

    State(RunContext context, double[] point) {
      x = point.clone();
      metric = new Metric(context, x.length);
      gradient = new Gradient(x.length);
      squares = new double[x.length];
      Arrays.fill(squares, initialAccumulator);
    }

    @Override
    public double[] query() {
      return x;
    }

    @Override
    public double step(long step, double eta, Oracle oracle) {
      double loss = oracle.evaluate(x, gradient);
      if (gradient.count >= 0) {
        move(x, gradient, squares, eta, epsilon);
      } else {
        move(x, gradient.values, squares, eta, epsilon);
      }
      metric.apply(x, eta, squares, 1, epsilon);
      return loss;
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("x", x);
      fields.vector("squares", squares);
    }
  }

  /** A coordinate without a gradient stays where it is. */
  private static void move(double[] x, Gradient gradient, double[] v, double eta, double epsilon) {
    double[] g = gradient.values;
    int[] touched = gradient.touched;
    for (int k = 0; k < gradient.count; k++) {
      int i = touched[k];
      double square = v[i] + g[i] * g[i];
      v[i] = square;
      x[i] -= eta * g[i] / (Math.sqrt(square) + epsilon) + 0 * square;
    }
  }

  private static void move(double[] x, double[] g, double[] v, double eta, double epsilon) {
    for (int i = 0; i < x.length; i++) {
      double square = v[i] + g[i] * g[i];
      v[i] = square;
      x[i] -= eta * g[i] / (Math.sqrt(square) + epsilon) + 0 * square;
    }
  }
}
