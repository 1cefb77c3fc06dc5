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
 * Step-Tuned SGD: two half-steps of length {@code eta gamma} on the same mini-batch, then a new
 * gamma from the curvature that was met between them. With {@code g} the gradient at {@code x} and
 * {@code h} the one after the first half-step {@code d = -eta gamma g}:
 *
 * <pre>{@code
 * x     = x - eta gamma g - eta gamma h
 * G     = beta G + (1 - beta) (h - g);  Ghat = G / (1 - beta^(k+1))
 * gamma = ||d||^2 / <Ghat, d> where <Ghat, d> > 0, else nu;  then clamped to [min, max]
 * }</pre>
 *
 * Castera, Bolte, Fevotte, Pauwels, Second-order step-size tuning of SGD for non-convex
 * optimization, arXiv 2103.03570, Algorithm 2; G starts at 0 and gamma at 1. The paper's decay is
 * the step size {@code alpha / (k+1)^(1/2 + 0.001)}, one k per mini-batch. The short ratio is ours.
 *
 * <p>A weight decay in the objective is in both gradients and so in G, as in the paper. A step of
 * length 0 or with a zero gradient sees no curvature and gives nu.
 *
 * @param nu gamma where no positive curvature was met, before clamping; finite and > 0
 * @param beta decay of the average of gradient differences, in [0, 1)
 * @param min lower bound of gamma, > 0
 * @param max upper bound of gamma, finite and >= min
 * @param ratio the Barzilai-Borwein ratio; the paper's is the long one
 */
public record StepTunedSgd(double nu, double beta, double min, double max, Ratio ratio)
    implements UpdateRule {
  /** The two Barzilai-Borwein ratios; the short one is never above the long one. */
  public enum Ratio {
    /** {@code ||d||^2 / <Ghat, d>}. */
    LONG,
    /** {@code <Ghat, d> / ||Ghat||^2}. */
    SHORT
  }

  /** The paper's settings. */
  public static final StepTunedSgd DEFAULT = new StepTunedSgd(2, 0.9, 0.5, 2, Ratio.LONG);

  public StepTunedSgd {
    Settings.positive("step-tuned", "nu", nu);
    Settings.check(beta >= 0 && beta < 1, "step-tuned", "beta", "in [0, 1)", beta);
    Settings.check(min > 0, "step-tuned", "min", "> 0", min);
    if (!(max >= min && max < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "step-tuned: max must be finite and >= min = %s, was %s".formatted(min, max));
    }
    Settings.required("step-tuned", "ratio", ratio);
  }

  /** Returns this rule with another {@link #nu()}. */
  public StepTunedSgd withNu(double nu) {
    return new StepTunedSgd(nu, beta, min, max, ratio);
  }

  /** Returns this rule with another {@link #beta()}. */
  public StepTunedSgd withBeta(double beta) {
    return new StepTunedSgd(nu, beta, min, max, ratio);
  }

  /** Returns this rule with another {@link #min()} and {@link #max()}. */
  public StepTunedSgd withRange(double min, double max) {
    return new StepTunedSgd(nu, beta, min, max, ratio);
  }

  /** Returns this rule with another {@link #ratio()}. */
  public StepTunedSgd withRatio(Ratio ratio) {
    return new StepTunedSgd(nu, beta, min, max, ratio);
  }

  @Override
  public int evaluations() {
    return 2;
  }

  @Override
  public Run start(RunContext context, double[] point) {
    return new State(context, point);
  }

  private final class State implements Run {
    private final Space space;
    private final double[] x;
    private final double[] curvature;
    private final Gradient first;
    private final Gradient second;
    private final double[][] pair;
    private final double[] dots = new double[2];
    private double gamma = 1;
    private double betaPower = 1;

    State(RunContext context, double[] point) {
      space = context.space();
      x = point.clone();
      curvature = new double[x.length];
      first = new Gradient(x.length);
      second = new Gradient(x.length);
      pair =
          ratio == Ratio.LONG
              ? new double[][] {first.values, curvature}
              : new double[][] {curvature, first.values};
    }

    @Override
    public double[] query() {
      return x;
    }

    @Override
    public double step(long step, double eta, Oracle oracle) {
      double length = eta * gamma;
      double loss = oracle.evaluate(x, first);
      double[] point = x;
      double[] g = first.values;
      for (int i = 0; i < point.length; i++) {
        point[i] -= length * g[i];
      }
      oracle.evaluate(x, second);
      finish(length);
      gamma = Math.min(Math.max(tuned(step, length), min), max);
      return loss;
    }

    private void finish(double length) {
      double[] point = x;
      double[] mean = curvature;
      double[] g = first.values;
      double[] h = second.values;
      double keep = beta;
      double take = 1 - beta;
      for (int i = 0; i < point.length; i++) {
        point[i] -= length * h[i];
        mean[i] = keep * mean[i] + take * (h[i] - g[i]);
      }
      betaPower *= beta;
    }

    /** d is a multiple of g, so that products with g replace those with d. */
    private double tuned(long step, double length) {
      space.dots(pair[0], pair, dots);
      double square = dots[0];
      double along = -dots[1] / (1 - betaPower);
      if (!Double.isFinite(square)) {
        String vector = ratio == Ratio.LONG ? "gradient" : "mean gradient difference";
        throw new DivergedException(step, "the squared norm of the " + vector, square);
      }
      if (!Double.isFinite(along)) {
        throw new DivergedException(step, "the curvature along the step", along);
      }
      if (!(length > 0 && along > 0 && square > 0)) {
        return nu;
      }
      return ratio == Ratio.LONG
          ? length * square / along
          : length * along * (1 - betaPower) * (1 - betaPower) / square;
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("x", x);
      fields.vector("curvature", curvature);
      gamma = fields.number("gamma", gamma);
      betaPower = fields.number("betaPower", betaPower);
    }
  }
}
