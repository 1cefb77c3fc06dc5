// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

import java.util.EnumSet;
import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Gradient;
import sparkoptim.core.LossRange;
import sparkoptim.core.Oracle;
import sparkoptim.core.PlainText;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.Space;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.UpdateRule;

/**
 * L-BFGS on full gradients, for smooth problems of any kind, networks among them. One step is one
 * evaluation, at a trial point:
 *
 * <pre>{@code
 * p = -H g;  trial = x + t p              H: pairs (s, y) around the identity
 * accept the trial if F(trial) <= F(x) + 1e-4 t g'p,  then t = 1
 * else t falls to the least point of the parabola through both losses, within [0.1 t, 0.5 t]
 * }</pre>
 *
 * <p>A pair without positive curvature is left out, so that H stays positive definite where the
 * problem is not convex. The first step, and the first after nothing lower was found, has t = 1 /
 * |g|, at most 1. Nocedal, Updating quasi-Newton matrices with limited storage, 1980; Nocedal and
 * Wright, Numerical Optimization, 2006, algorithms 7.4 and 3.1. A difference of gradients on two
 * mini-batches would be noise, so a run of several mini-batches an epoch is refused.
 *
 * @param memory pairs
 */
public record Lbfgs(long memory) implements UpdateRule {
  /** Ten pairs, as MLlib has. */
  public static final Lbfgs DEFAULT = new Lbfgs(10);

  private static final CurvatureMetric IDENTITY =
      new CurvatureMetric() {
        @Override
        public void apply(double[] gradient, double[] result) {
          System.arraycopy(gradient, 0, result, 0, gradient.length);
        }

        @Override
        public boolean dense() {
          return false;
        }
      };

  private static final double LEAST_CUT = 0.1;
  private static final double MOST_CUT = 0.5;

  /** Trials along one direction after which the pairs are forgotten. */
  private static final int MOST_TRIALS = 20;

  /** How far the estimate of the distance to the least loss may be off. */
  private static final double TRUST = 3;

  public Lbfgs {
    Settings.check(memory >= 1 && memory <= 100, "lbfgs", "memory", "1 to 100", memory);
  }

  @Override
  public Set<Capability> needs() {
    return Set.of(Capability.EXACT_GRADIENT);
  }

  @Override
  public Set<Capability> offers() {
    return EnumSet.of(Capability.ONE_EVALUATION, Capability.GAP);
  }

  @Override
  public double defaultStepSize() {
    return 1;
  }

  @Override
  public boolean servesQuery() {
    return false;
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
              "lbfgs takes full gradients: an epoch must be 1 step, was %d mini-batches; set batchSize to the number of rows or more",
              steps));
    }
    return new State(context.space(), point);
  }

  private final class State implements Run {
    private final Space space;
    private final CurvaturePairs pairs;
    private final double[] x;
    private final double[] g;
    private final double[] p;
    private final double[] trial;
    private final Gradient gradient;
    private final double[][] other = new double[1][];
    private final double[] product = new double[1];
    private boolean started;
    private double loss = Double.NaN;
    private double firstLoss = Double.NaN;
    private double decrease = Double.POSITIVE_INFINITY;
    private double slope;
    private double norm = Double.NaN;
    private double length;
    private double trials;

    State(Space space, double[] point) {
      this.space = space;
      pairs = new CurvaturePairs(space, (int) memory);
      x = point.clone();
      trial = point.clone();
      g = new double[point.length];
      p = new double[point.length];
      gradient = new Gradient(point.length);
    }

    @Override
    public double[] query() {
      return trial;
    }

    @Override
    public double[] served() {
      return x;
    }

    @Override
    public double gap() {
      return started ? TRUST * Math.max(-slope, decrease) : Double.POSITIVE_INFINITY;
    }

    @Override
    public double gradientNorm() {
      return norm;
    }

    @Override
    public double gapScale() {
      return LossRange.UNKNOWN.scale(loss, firstLoss);
    }

    @Override
    public double step(long step, double eta, Oracle oracle) {
      double f1 = oracle.evaluate(trial, gradient);
      if (!started) {
        started = true;
        firstLoss = f1;
        accept(f1);
        decrease = Double.POSITIVE_INFINITY;
        direct(step, eta);
      } else if (f1 <= loss + SampledNewton.LEAST_DECREASE * length * slope) {
        pairs.add(x, trial, g, gradient.values);
        decrease = loss - f1;
        accept(f1);
        direct(step, eta);
      } else {
        shorten(step, eta, f1);
      }
      for (int i = 0; i < x.length; i++) {
        trial[i] = x[i] + length * p[i];
      }
      return loss;
    }

    private void accept(double f1) {
      loss = f1;
      System.arraycopy(trial, 0, x, 0, x.length);
      System.arraycopy(gradient.values, 0, g, 0, g.length);
    }

    /** Fills p, its slope, and the length of the first trial along it. */
    private void direct(long step, double eta) {
      norm = Math.sqrt(dot(g, g));
      if (!Double.isFinite(norm)) {
        throw new DivergedException(step, "the norm of the full gradient", norm);
      }
      pairs.apply(g, IDENTITY, p);
      slope = -dot(g, p);
      if (!(slope < 0)) {
        pairs.clear();
        System.arraycopy(g, 0, p, 0, p.length);
        slope = -norm * norm;
      }
      for (int i = 0; i < p.length; i++) {
        p[i] = -p[i];
      }
      length = pairs.count() == 0 && norm > 1 ? eta / norm : eta;
      trials = 0;
    }

    private void shorten(long step, double eta, double f1) {
      trials++;
      if (trials >= MOST_TRIALS) {
        boolean steepest = pairs.count() == 0;
        boolean again = steepest && decrease == 0;
        double last = length;
        pairs.clear();
        direct(step, eta);
        length = steepest ? Math.min(length, last) : length;
        decrease = steepest ? 0 : decrease; // nothing is lower even along the gradient
        slope = again ? 0 : slope; // nor with much shorter steps: a gap of 0, as numbers end here
        return;
      }
      double curved = 2 * (f1 - loss - length * slope);
      double least = -slope * length / curved;
      length *= least >= LEAST_CUT ? Math.min(least, MOST_CUT) : LEAST_CUT;
    }

    private double dot(double[] a, double[] b) {
      other[0] = b;
      space.dots(a, other, product);
      return product[0];
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("x", x);
      fields.vector("trial", trial);
      fields.vector("gradient", g);
      fields.vector("step", p);
      started = fields.flag("started", started);
      loss = fields.number("loss", loss);
      firstLoss = fields.number("firstLoss", firstLoss);
      decrease = fields.number("decrease", decrease);
      slope = fields.number("slope", slope);
      norm = fields.number("gradientNorm", norm);
      length = fields.number("length", length);
      trials = fields.number("trials", trials);
      pairs.fields(fields.in("pairs"));
    }
  }
}
