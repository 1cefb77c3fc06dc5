// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.Oracle;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.UpdateRule;

/**
 * RMSProp (Tieleman and Hinton 2012, lecture 6.5): {@code v = smoothing v + (1 - smoothing) g^2; x
 * = x - eta g / (sqrt(v) + epsilon)}, v starting at 0 without correction, as in PyTorch. Centered
 * (Graves 2013) takes the mean of gradients out, {@code v - a^2} in the place of v with {@code a =
 * smoothing a + (1 - smoothing) g}; that variance is kept itself, by {@code w = smoothing (w + (1 -
 * smoothing) (g - a)^2)} with the a of the step before, which is the same number and, unlike the
 * difference, is never negative after rounding. With momentum {@code b = momentum b + g / (sqrt(v)
 * + epsilon); x = x - eta b}.
 *
 * <p>Without momentum it takes a proximal step, in its own metric {@code 1 / (sqrt(v) + epsilon)}.
 * A coordinate whose gradient was always 0 stays where it is. A gradient that hardly varies leaves
 * centered RMSProp almost nothing to divide by. Where squares overflow, 0 times a square is NaN and
 * the run ends as diverged.
 *
 * @param smoothing in [0, 1)
 * @param epsilon added to the root, &gt; 0
 * @param centered whether to divide by the deviation from the mean gradient
 * @param momentum in [0, 1)
 */
public record RmsProp(double smoothing, double epsilon, boolean centered, double momentum)
    implements UpdateRule {
  /** PyTorch's settings. */
  public static final RmsProp DEFAULT = new RmsProp(0.99, 1e-8, false, 0);

  public RmsProp {
    Settings.check(smoothing >= 0 && smoothing < 1, "rmsprop", "smoothing", "in [0, 1)", smoothing);
    Settings.check(
        epsilon > 0 && epsilon < Double.POSITIVE_INFINITY,
        "rmsprop",
        "epsilon",
        "> 0 and finite",
        epsilon);
    Settings.check(momentum >= 0 && momentum < 1, "rmsprop", "momentum", "in [0, 1)", momentum);
  }

  /** Returns this rule with another {@link #smoothing()}. */
  public RmsProp withSmoothing(double smoothing) {
    return new RmsProp(smoothing, epsilon, centered, momentum);
  }

  /** Returns this rule with another {@link #epsilon()}. */
  public RmsProp withEpsilon(double epsilon) {
    return new RmsProp(smoothing, epsilon, centered, momentum);
  }

  /** Returns this rule with another {@link #centered()}. */
  public RmsProp withCentered(boolean centered) {
    return new RmsProp(smoothing, epsilon, centered, momentum);
  }

  /** Returns this rule with another {@link #momentum()}. */
  public RmsProp withMomentum(double momentum) {
    return new RmsProp(smoothing, epsilon, centered, momentum);
  }

  @Override
  public Set<Capability> offers() {
    return momentum == 0
        ? Set.of(Capability.ONE_EVALUATION, Capability.PROXIMAL)
        : Set.of(Capability.ONE_EVALUATION);
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
    private final double[] mean;
    private final double[] velocity;

    State(RunContext context, double[] point) {
      x = point.clone();
      metric = new Metric(context, x.length);
      gradient = new Gradient(x.length);
      squares = new double[x.length];
      mean = new double[centered ? x.length : 0];
      velocity = new double[momentum == 0 ? 0 : x.length];
    }

    @Override
    public double[] query() {
      return x;
    }

    @Override
    public double step(long step, double eta, Oracle oracle) {
      double loss = oracle.evaluate(x, gradient);
      double[] g = gradient.values;
      if (momentum > 0 && centered) {
        center(x, g, squares, mean, velocity, eta);
      } else if (momentum > 0) {
        move(x, g, squares, velocity, eta);
      } else if (centered) {
        center(x, g, squares, mean, eta);
        metric.apply(x, eta, squares, 1, epsilon);
      } else {
        move(x, g, squares, eta);
        metric.apply(x, eta, squares, 1, epsilon);
      }
      return loss;
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("x", x);
      fields.vector("squares", squares);
      fields.vector("mean", mean);
      fields.vector("velocity", velocity);
    }
  }

  private void move(double[] x, double[] g, double[] v, double eta) {
    double keep = smoothing;
    double fresh = 1 - smoothing;
    double least = epsilon;
    for (int i = 0; i < x.length; i++) {
      double square = keep * v[i] + fresh * g[i] * g[i];
      v[i] = square;
      x[i] -= eta * g[i] / (Math.sqrt(square) + least) + 0 * square;
    }
  }

  private void move(double[] x, double[] g, double[] v, double[] velocity, double eta) {
    double keep = smoothing;
    double fresh = 1 - smoothing;
    double least = epsilon;
    double push = momentum;
    for (int i = 0; i < x.length; i++) {
      double square = keep * v[i] + fresh * g[i] * g[i];
      double moved = push * velocity[i] + (g[i] / (Math.sqrt(square) + least) + 0 * square);
      v[i] = square;
      velocity[i] = moved;
      x[i] -= eta * moved;
    }
  }

  private void center(double[] x, double[] g, double[] v, double[] mean, double eta) {
    double keep = smoothing;
    double fresh = 1 - smoothing;
    double least = epsilon;
    for (int i = 0; i < x.length; i++) {
      double off = g[i] - mean[i];
      double variance = keep * (v[i] + fresh * off * off);
      v[i] = variance;
      mean[i] += fresh * off;
      x[i] -= eta * g[i] / (Math.sqrt(variance) + least) + 0 * variance;
    }
  }

  private void center(
      double[] x, double[] g, double[] v, double[] mean, double[] velocity, double eta) {
    double keep = smoothing;
    double fresh = 1 - smoothing;
    double least = epsilon;
    double push = momentum;
    for (int i = 0; i < x.length; i++) {
      double off = g[i] - mean[i];
      double variance = keep * (v[i] + fresh * off * off);
      double moved = push * velocity[i] + (g[i] / (Math.sqrt(variance) + least) + 0 * variance);
      v[i] = variance;
      mean[i] += fresh * off;
      velocity[i] = moved;
      x[i] -= eta * moved;
    }
  }
}
