// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

import java.util.EnumSet;
import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.DivergedException;
import sparkoptim.core.MarginModel;
import sparkoptim.core.MarginOracle;
import sparkoptim.core.Oracle;
import sparkoptim.core.PlainText;
import sparkoptim.core.Prox;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.Space;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.newton.MetricPrices.Shape;

/**
 * L-BFGS whose first matrix is the inverse of a Hessian over a sample of rows: curvature is
 * stochastic, gradients are full. One step is one evaluation, of loss, gradient and mean curvature
 * at a trial point:
 *
 * <pre>{@code
 * p = -H g;  trial = x + min(1, 2 reach) p       H: pairs (s, y) around the metric M
 * accept the trial if F(trial) <= F(x) + 1e-4 g'p and |grad F(trial)'p| <= 0.9 |g'p|
 * else search t on the margins of x and the trial; the next step evaluates at x + t p
 * }</pre>
 *
 * The metric M is the inverse of {@code sum over drawn rows of c_i w_i / (W pi_i) a_i a_i' +
 * diagonal}, rows drawn by their estimated leverage, factorised on every rank; where no such matrix
 * is affordable, a diagonal. The sample depends on the rows and the seed alone, so the number of
 * shards, ranks and partitions does not touch convergence. The run has converged where {@link
 * Run#gap} is at most tolerance times {@link Run#gapScale}. docs/methods/sampled-newton.md has the
 * sources and figures; the method is this library's own and none of the five papers'.
 *
 * @param memory pairs of L-BFGS
 * @param metric the metric's shape; AUTO takes what pays
 * @param rows of the first sample; 0 takes what pays
 * @param damping the Levenberg term to begin with, in units of the data's own diagonal
 */
public record SampledNewton(long memory, Kind metric, long rows, double damping)
    implements UpdateRule {
  /** The shapes of metrics that a user may ask for. */
  public enum Kind {
    /** The one that pays. */
    AUTO,
    /** One matrix over all coordinates. */
    COUPLED,
    /** A matrix for each output. */
    BLOCK,
    /** No matrix. */
    DIAGONAL
  }

  /** Ten pairs around the metric that pays. */
  public static final SampledNewton DEFAULT = new SampledNewton(10, Kind.AUTO, 0, 1e-3);

  /**
   * The most coordinates of a problem with an L1 penalty or bounds: their matrix is factorised
   * whole.
   */
  public static final int MOST_COORDINATES_UNDER_L1 = MetricPrices.MOST_DENSE;

  /** A step is taken if the loss falls by this share of what its slope promises. */
  static final double LEAST_DECREASE = 1e-4;

  /** The slowest fall of decreases from step to step that an extrapolation believes. */
  private static final double SLOWEST = 0.995;

  public SampledNewton {
    Settings.check(memory >= 0 && memory <= 100, "sampled-newton", "memory", "0 to 100", memory);
    Settings.required("sampled-newton", "metric", metric);
    Settings.check(rows >= 0, "sampled-newton", "rows", ">= 0 (0: what pays)", rows);
    Settings.check(damping > 0 && damping <= 1, "sampled-newton", "damping", "in (0, 1]", damping);
  }

  @Override
  public Set<Capability> needs() {
    return Set.of(Capability.MARGINS, Capability.EXACT_GRADIENT);
  }

  @Override
  public Set<Capability> offers() {
    return EnumSet.of(Capability.ONE_EVALUATION, Capability.GAP, Capability.PROXIMAL);
  }

  @Override
  public double defaultStepSize() {
    return 1;
  }

  @Override
  public Run start(RunContext context, double[] point) {
    return context.prox() == Prox.NONE
        ? new State(context, point)
        : new ProximalNewton(context, point, this);
  }

  /**
   * Returns the shape of the matrix under an L1 penalty or within bounds, which need one.
   *
   * @param where which of the two, for errors
   * @throws IllegalArgumentException where the user wants a diagonal, or the matrix would be wider
   *     than {@link #MOST_COORDINATES_UNDER_L1}
   */
  Shape wholeShape(MetricPrices prices, int coordinates, String where) {
    if (metric == Kind.DIAGONAL) {
      throw new IllegalArgumentException("sampled-newton: metric must not be diagonal " + where);
    }
    if (coordinates > MOST_COORDINATES_UNDER_L1) {
      throw new IllegalArgumentException(
          PlainText.of(
              "sampled-newton: %s there must be at most %d coordinates, were %d;"
                  + " svrg + sgd takes more",
              where, MOST_COORDINATES_UNDER_L1, coordinates));
    }
    return metric == Kind.AUTO ? prices.plan().dense() : Shape.valueOf(metric.name());
  }

  /** Returns how far estimates of the gap may be off in a metric of a shape. */
  static double trust(Shape shape) {
    return shape == Shape.COUPLED ? 3 : 10;
  }

  private MetricPrices.Plan plan(MetricPrices prices) {
    if (metric == Kind.AUTO) {
      return prices.plan();
    }
    Shape shape = Shape.valueOf(metric.name());
    if (!prices.possible(shape)) {
      throw new IllegalArgumentException(
          PlainText.of(
              "sampled-newton: metric must be diagonal for matrices wider than %d, was %s",
              MetricPrices.MOST_DENSE, metric));
    }
    return new MetricPrices.Plan(shape, shape == Shape.DIAGONAL ? Double.POSITIVE_INFINITY : 0);
  }

  private final class State implements Run {
    private final Space space;
    private final double tolerance;
    private final MarginOracle margins;
    private final MarginModel model;
    private final Iterates at;
    private final CurvaturePairs pairs;
    private final MetricKeeper keeper;
    private final MarginSearch search;
    private final double[][] other = new double[1][];
    private final double[] product = new double[1];
    private final double[] bound;
    private final double[] p;
    private final double[] scaled;
    private Phase phase = Phase.START;
    private double slope;
    private double length;
    private double reach = 1;
    private final double[] decreases = new double[4];
    private double norm = Double.NaN;
    private double gap = Double.POSITIVE_INFINITY;
    private double searched;

    State(RunContext context, double[] point) {
      space = context.space();
      tolerance = context.tolerance();
      margins = context.margins();
      model = margins.model();
      int size = point.length;
      at = new Iterates(point, model.outputs());
      p = new double[size];
      scaled = new double[size];
      pairs = new CurvaturePairs(space, (int) memory);
      MetricPrices prices = new MetricPrices(model);
      keeper = new MetricKeeper(margins, space, prices, plan(prices), rows, damping);
      search = new MarginSearch(margins, space);
      bound = bound();
    }

    /** Weights 1 / (2 q) of the bound of the gap; null where some coordinate has no penalty. */
    private double[] bound() {
      double[] q = margins.penalty();
      if (q == null) {
        return null;
      }
      double[] weights = new double[q.length];
      double[] missing = new double[q.length];
      for (int i = 0; i < q.length; i++) {
        int column = (space.offset() + i) / model.outputs();
        boolean free = model.intercept() && column == model.columns() - 1;
        if (q[i] > 0) {
          weights[i] = 0.5 / q[i];
        } else if (!free && model.second(column) > 0) {
          missing[i] = 1;
        }
      }
      return dot(missing, missing) > 0 ? null : weights;
    }

    private double dot(double[] a, double[] b) {
      other[0] = b;
      space.dots(a, other, product);
      return product[0];
    }

    @Override
    public double[] query() {
      return at.trial.point;
    }

    @Override
    public double[] served() {
      return at.x.point;
    }

    @Override
    public double gap() {
      return gap;
    }

    @Override
    public double gradientNorm() {
      return norm;
    }

    @Override
    public double gapScale() {
      return model.lossRange().scale(at.loss, at.firstLoss);
    }

    @Override
    public double step(long step, double eta, Oracle oracle) {
      keeper.rebuild();
      double f1 = at.evaluate(margins, keeper.since());
      switch (phase) {
        case START -> {
          at.begin(step, f1);
          phase = Phase.TRIAL;
        }
        case TRIAL -> judge(f1);
        default -> {
          if (f1 < at.loss) {
            move(f1, searched);
          } else {
            fail();
          }
        }
      }
      if (phase != Phase.SEARCHED) {
        prepare(step, eta);
      }
      return at.loss;
    }

    private void judge(double f1) {
      double slope1 = dot(at.trialGradient, p);
      double share = keeper.metric().dense() ? 0.9 : 0.5;
      if (f1 <= at.loss + LEAST_DECREASE * slope && Math.abs(slope1) <= share * Math.abs(slope)) {
        move(f1, 1);
        return;
      }
      double t = search.run(at.x, at.trial, p, at.loss, slope, f1, slope1);
      if (t == 1) {
        move(f1, 1);
      } else if (t == 0) {
        fail();
      } else {
        searched = t;
        for (int i = 0; i < p.length; i++) {
          at.trial.point[i] = at.x.point[i] + t * p[i];
        }
        at.trial.memory = 0;
        phase = Phase.SEARCHED;
      }
    }

    private void move(double f1, double t) {
      reach = length * t;
      keeper.judge(reach);
      pairs.add(at.x.point, at.trial.point, at.gradient, at.trialGradient);
      at.move(f1);
      System.arraycopy(decreases, 1, decreases, 0, decreases.length - 1);
      decreases[decreases.length - 1] = at.decrease;
      phase = Phase.TRIAL;
    }

    /** Nothing is lower along the step: forget the pairs, and damp the metric. */
    private void fail() {
      pairs.clear();
      keeper.damp();
      phase = Phase.TRIAL;
    }

    /** Brings the metric up to date, estimates the gap, and makes the next trial. */
    private void prepare(long step, double eta) {
      direction(step);
      if (tolerance > 0 && gap <= tolerance * gapScale() && keeper.confirm()) {
        direction(step); // once: where no dense matrix is positive definite, the diagonal stays
      }
      length = Math.min(1, 2 * reach) * eta;
      slope *= length;
      for (int i = 0; i < p.length; i++) {
        p[i] *= length;
        at.trial.point[i] = at.x.point[i] + p[i];
      }
      at.trial.memory = 0;
    }

    /** Fills p and its slope. */
    private void direction(long step) {
      double[] g = at.gradient;
      norm = Math.sqrt(dot(g, g));
      if (keeper.refresh(at.x, at.curvature, step + 1.0)) {
        pairs.clear();
      }
      keeper.metric().apply(g, scaled);
      double decrement = dot(g, scaled);
      if (keeper.tooSmall(decrement, at.x, at.curvature)) {
        pairs.clear();
        keeper.metric().apply(g, scaled);
        decrement = dot(g, scaled);
        keeper.restart(decrement);
      }
      if (!Double.isFinite(decrement)) {
        throw new DivergedException(step, "the gradient's norm in the metric", decrement);
      }
      pairs.apply(g, keeper.metric(), p);
      slope = -dot(g, p);
      if (!(slope < 0)) {
        pairs.clear();
        System.arraycopy(scaled, 0, p, 0, p.length);
        slope = -decrement;
      }
      for (int i = 0; i < p.length; i++) {
        p[i] = -p[i];
      }
      gap = estimate(decrement);
    }

    /**
     * An estimate of the loss above its least. Where every coefficient has a penalty there is the
     * bound {@code 1/2 sum g^2 / q}, which the intercepts' gradients have to be added to: ten times
     * what they can gain at the mean curvature.
     */
    private double estimate(double decrement) {
      boolean coupled = keeper.shape() == Shape.COUPLED;
      double last = coupled && at.decrease == Double.POSITIVE_INFINITY ? 0 : at.decrease;
      double largest = Math.max(-slope, last);
      if (keeper.metric().dense()) {
        largest = Math.max(largest, decrement);
      } else if (keeper.onlyDiagonal()) {
        largest = Math.max(largest, tail());
      }
      double estimate = trust(keeper.shape()) * largest;
      if (bound == null) {
        return estimate;
      }
      int first = (model.columns() - 1) * model.outputs() - space.offset();
      for (int i = 0; i < scaled.length; i++) {
        boolean free = model.intercept() && i >= first;
        double weight =
            free ? 5 / Math.max(at.curvature[i - first], DiagonalMetric.LEAST_CURVATURE) : bound[i];
        scaled[i] = weight * at.gradient[i];
      }
      return Math.min(estimate, dot(scaled, at.gradient));
    }

    /**
     * What is left if decreases go on falling as the last four did: a diagonal does not see what it
     * never moved along.
     */
    private double tail() {
      double first = decreases[0];
      if (!(first > 0)) {
        return Double.POSITIVE_INFINITY;
      }
      double ratio = Math.min(StrictMath.cbrt(at.decrease / first), SLOWEST);
      return at.decrease * ratio / (1 - ratio);
    }

    @Override
    public void fields(StateVisitor fields) {
      at.fields(fields);
      fields.vector("step", p);
      phase = Phase.of(fields.count("phase", phase.code));
      slope = fields.number("slope", slope);
      length = fields.number("length", length);
      reach = fields.number("reach", reach);
      norm = fields.number("gradientNorm", norm);
      gap = fields.number("gap", gap);
      searched = fields.number("searched", searched);
      for (int i = 0; i < decreases.length; i++) {
        decreases[i] = fields.number("decrease" + i, decreases[i]);
      }
      pairs.fields(fields.in("pairs"));
      keeper.fields(fields.in("metric"));
    }
  }
}
