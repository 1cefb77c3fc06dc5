// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Gradient;
import sparkoptim.core.Oracle;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.Space;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.UpdateRule;

/**
 * Prodigy: Adam that learns its own step size. d estimates the distance from the start x_0 to a
 * minimum, from below:
 *
 * <pre>{@code
 * m = beta1 m + (1 - beta1) d g;  v = beta2 v + (1 - beta2) d^2 g^2;  u = d eta
 * r = sqrt(beta2) r + d u <g, x_0 - x>;  s = sqrt(beta2) s + d u g
 * d' = max(d, factor r / ||s||_1)
 * x = x - u (m / (sqrt(v) + d' epsilon) + decay x);  d = d'
 * }</pre>
 *
 * Mishchenko and Defazio, Prodigy: An Expeditiously Adaptive Parameter-Free Learner, 2023, arXiv
 * 2306.06101, in the form for Adam and the order of the authors' code, whose bias correction (u
 * times {@code sqrt(1 - beta2^(k+1)) / (1 - beta1^(k+1))}), bound of growth and safeguard are
 * settings. eta is a schedule around 1; a step where it is 0 does nothing.
 *
 * @param beta1 decay of the mean of gradients, in [0, 1)
 * @param beta2 decay of the mean of squares, in [0, 1)
 * @param epsilon added to the root, > 0
 * @param decay share of the point taken away per unit of step size, >= 0
 * @param start first d, finite and > 0; well below the distance
 * @param factor of the estimates, finite and > 0
 * @param growth most growth of d in a step after its first one, > 1; infinite is off
 * @param correction whether moments are corrected for their start at 0
 * @param safeguard whether s leaves eta out, so that a warm-up does not blow up the estimate
 */
public record Prodigy(
    double beta1,
    double beta2,
    double epsilon,
    double decay,
    double start,
    double factor,
    double growth,
    boolean correction,
    boolean safeguard)
    implements UpdateRule {
  /** The settings of the authors' code. */
  public static final Prodigy DEFAULT =
      new Prodigy(0.9, 0.999, 1e-8, 0, 1e-6, 1, Double.POSITIVE_INFINITY, false, false);

  public Prodigy {
    AdamState.check("prodigy", beta1, beta2, epsilon);
    Settings.notNegative("prodigy", "decay", decay);
    Settings.positive("prodigy", "start", start);
    Settings.positive("prodigy", "factor", factor);
    Settings.check(growth > 1, "prodigy", "growth", "> 1", growth);
  }

  @Override
  public Set<Capability> offers() {
    return Set.of(Capability.ONE_EVALUATION, Capability.PROXIMAL);
  }

  /** Returns 1: the rule finds the length itself. */
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
    private final Metric metric;
    private final DecayRanges ranges;
    private final Gradient gradient;
    private final double[] x;
    private final double[] origin;
    private final double[] mean;
    private final double[] squares;
    private final double[] sum;
    private final double[] scratch;
    private final double[][] pair;
    private final double[] dot = new double[1];
    private double d = start;
    private double largest = start;
    private double numerator;
    private double meanDecay = 1;
    private double squaresDecay = 1;

    State(RunContext context, double[] point) {
      space = context.space();
      ranges = new DecayRanges(context, point.length);
      metric = new Metric(context, point.length);
      gradient = new Gradient(point.length);
      x = point.clone();
      origin = point.clone();
      mean = new double[x.length];
      squares = new double[x.length];
      sum = new double[x.length];
      scratch = new double[x.length];
      pair = new double[][] {scratch};
    }

    @Override
    public double[] query() {
      return x;
    }

    @Override
    public double step(long step, double eta, Oracle oracle) {
      double loss = oracle.evaluate(x, gradient);
      if (eta == 0) {
        return loss;
      }
      meanDecay *= beta1;
      squaresDecay *= beta2;
      double corrected = correction ? Math.sqrt(1 - squaresDecay) / (1 - meanDecay) : 1;
      double length = d * eta * corrected;
      double before = d;
      gather(length);
      estimate(step, before, length);
      for (int range = 0; range < ranges.count(); range++) {
        double keep = 1 - length * ranges.of(range, decay);
        move(before, keep, length, ranges.from(range), ranges.to(range));
      }
      metric.apply(x, length * before, squares, 1, d * epsilon);
      return loss;
    }

    /** Adds to s, in units of the first d, which would else underflow sooner. */
    private void gather(double length) {
      double[] g = gradient.values;
      double keep = Math.sqrt(beta2);
      double take = d / start * (safeguard ? d : length);
      for (int i = 0; i < sum.length; i++) {
        sum[i] = keep * sum[i] + take * g[i];
        scratch[i] = origin[i] - x[i];
      }
    }

    private void estimate(long step, double before, double length) {
      space.dots(gradient.values, pair, dot);
      numerator = Math.sqrt(beta2) * numerator + before / start * length * dot[0];
      for (int i = 0; i < sum.length; i++) {
        scratch[i] = Math.signum(sum[i]);
      }
      space.dots(sum, pair, dot);
      if (!Double.isFinite(numerator) || !Double.isFinite(dot[0])) {
        throw new DivergedException(step, "prodigy's estimate of the distance", numerator / dot[0]);
      }
      if (dot[0] == 0) {
        return;
      }
      double estimate = factor * (numerator / dot[0]);
      if (d == start) {
        d = Math.max(d, estimate);
      }
      largest = Math.max(largest, estimate);
      d = Math.min(largest, d * growth);
    }

    /** 0 times a square that overflowed is NaN: the run ends as diverged, and does not stand. */
    private void move(double before, double keep, double length, int from, int to) {
      double[] point = x;
      double[] g = gradient.values;
      double[] m = mean;
      double[] v = squares;
      double keep1 = beta1;
      double keep2 = beta2;
      double fresh1 = (1 - beta1) * before;
      double fresh2 = (1 - beta2) * before * before;
      double small = d * epsilon;
      for (int i = from; i < to; i++) {
        double first = keep1 * m[i] + fresh1 * g[i];
        double second = keep2 * v[i] + fresh2 * g[i] * g[i];
        m[i] = first;
        v[i] = second;
        point[i] = keep * point[i] - (length * first / (Math.sqrt(second) + small) + 0 * second);
      }
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("x", x);
      fields.vector("origin", origin);
      fields.vector("mean", mean);
      fields.vector("squares", squares);
      fields.vector("sum", sum);
      d = fields.number("d", d);
      largest = fields.number("largest", largest);
      numerator = fields.number("numerator", numerator);
      meanDecay = fields.number("meanDecay", meanDecay);
      squaresDecay = fields.number("squaresDecay", squaresDecay);
    }
  }
}
