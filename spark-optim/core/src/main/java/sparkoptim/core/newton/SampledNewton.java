// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

import java.util.EnumSet;
import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.DivergedException;
import sparkoptim.core.MarginModel;
import sparkoptim.core.MarginOracle;
import sparkoptim.core.MarginPoint;
import sparkoptim.core.Oracle;
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

  private static final double LEAST_DECREASE = 1e-4;

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
    return EnumSet.of(Capability.ONE_EVALUATION, Capability.GAP);
  }

  @Override
  public double defaultStepSize() {
    return 1;
  }

  @Override
  public Run start(RunContext context, double[] point) {
    return new State(context, point);
  }

  private MetricPrices.Plan plan(MetricPrices prices) {
    if (metric == Kind.AUTO) {
      return prices.plan();
    }
    Shape shape = Shape.valueOf(metric.name());
    if (!prices.possible(shape)) {
      throw new IllegalArgumentException(
          "sampled-newton: metric must be diagonal for matrices wider than %d, was %s"
              .formatted(MetricPrices.MOST_DENSE, metric));
    }
    return new MetricPrices.Plan(shape, shape == Shape.DIAGONAL ? Double.POSITIVE_INFINITY : 0);
  }

  /** Where a run is between two steps. */
  private enum Phase {
    /** Nothing is known. */
    START(0),
    /** The next evaluation is at a trial. */
    TRIAL(1),
    /** The next evaluation is at what a search found. */
    SEARCHED(2);

    /** Its number in checkpoints. */
    private final long code;

    Phase(long code) {
      this.code = code;
    }

    private static Phase of(long code) {
      return code == START.code ? START : code == TRIAL.code ? TRIAL : SEARCHED;
    }
  }

  private final class State implements Run {
    private final Space space;
    private final double tolerance;
    private final MarginOracle margins;
    private final MarginModel model;
    private final CurvaturePairs pairs;
    private final MetricKeeper keeper;
    private final MarginSearch search;
    private final double[] curvature;
    private final double[] trialCurvature;
    private final double[][] other = new double[1][];
    private final double[] product = new double[1];
    private final double[] bound;
    private final double[] p;
    private final double[] scaled;
    private MarginPoint x;
    private MarginPoint trial;
    private double[] g;
    private double[] trialGradient;
    private Phase phase = Phase.START;
    private double f;
    private double first;
    private double slope;
    private double length;
    private double reach = 1;
    private double decrease = Double.POSITIVE_INFINITY;
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
      x = new MarginPoint(size);
      trial = new MarginPoint(size);
      System.arraycopy(point, 0, x.point, 0, size);
      System.arraycopy(point, 0, trial.point, 0, size);
      g = new double[size];
      trialGradient = new double[size];
      p = new double[size];
      scaled = new double[size];
      curvature = new double[2 * model.outputs()];
      trialCurvature = new double[2 * model.outputs()];
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
      return trial.point;
    }

    @Override
    public double[] served() {
      return x.point;
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
      return model.lossRange().scale(f, first);
    }

    @Override
    public double step(long step, double eta, Oracle oracle) {
      keeper.rebuild();
      double f1 = margins.evaluate(trial, x, keeper.since(), trialGradient, trialCurvature);
      switch (phase) {
        case START -> start(step, f1);
        case TRIAL -> judge(f1);
        default -> {
          if (f1 < f) {
            move(f1, searched);
          } else {
            fail();
          }
        }
      }
      if (phase != Phase.SEARCHED) {
        prepare(step, eta);
      }
      return f;
    }

    private void start(long step, double f1) {
      if (!Double.isFinite(f1)) {
        throw new DivergedException(step, "the loss", f1);
      }
      f = f1;
      first = f1;
      accept();
      phase = Phase.TRIAL;
    }

    private void judge(double f1) {
      double slope1 = dot(trialGradient, p);
      double share = keeper.metric().dense() ? 0.9 : 0.5;
      if (f1 <= f + LEAST_DECREASE * slope && Math.abs(slope1) <= share * Math.abs(slope)) {
        move(f1, 1);
        return;
      }
      double t = search.run(x, trial, p, f, slope, f1, slope1);
      if (t == 1) {
        move(f1, 1);
      } else if (t == 0) {
        fail();
      } else {
        searched = t;
        for (int i = 0; i < p.length; i++) {
          trial.point[i] = x.point[i] + t * p[i];
        }
        trial.memory = 0;
        phase = Phase.SEARCHED;
      }
    }

    private void move(double f1, double t) {
      reach = length * t;
      keeper.judge(reach);
      pairs.add(x.point, trial.point, g, trialGradient);
      decrease = f - f1;
      System.arraycopy(decreases, 1, decreases, 0, decreases.length - 1);
      decreases[decreases.length - 1] = decrease;
      f = f1;
      accept();
      phase = Phase.TRIAL;
    }

    /** The trial becomes the point. */
    private void accept() {
      MarginPoint point = x;
      x = trial;
      trial = point;
      double[] gradient = g;
      g = trialGradient;
      trialGradient = gradient;
      System.arraycopy(trialCurvature, 0, curvature, 0, curvature.length);
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
        trial.point[i] = x.point[i] + p[i];
      }
      trial.memory = 0;
    }

    /** Fills p and its slope. */
    private void direction(long step) {
      norm = Math.sqrt(dot(g, g));
      if (keeper.refresh(x, curvature, step + 1.0)) {
        pairs.clear();
      }
      keeper.metric().apply(g, scaled);
      double decrement = dot(g, scaled);
      if (keeper.tooSmall(decrement, x, curvature)) {
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
      double trust = coupled ? 3 : 10;
      double last = coupled && decrease == Double.POSITIVE_INFINITY ? 0 : decrease;
      double largest = Math.max(-slope, last);
      if (keeper.metric().dense()) {
        largest = Math.max(largest, decrement);
      } else if (keeper.onlyDiagonal()) {
        largest = Math.max(largest, tail());
      }
      double estimate = trust * largest;
      if (bound == null) {
        return estimate;
      }
      int first = (model.columns() - 1) * model.outputs() - space.offset();
      for (int i = 0; i < scaled.length; i++) {
        boolean free = model.intercept() && i >= first;
        double weight =
            free ? 5 / Math.max(curvature[i - first], DiagonalMetric.LEAST_CURVATURE) : bound[i];
        scaled[i] = weight * g[i];
      }
      return Math.min(estimate, dot(scaled, g));
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
      double ratio = Math.min(StrictMath.cbrt(decrease / first), SLOWEST);
      return decrease * ratio / (1 - ratio);
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("x", x.point);
      fields.vector("trial", trial.point);
      fields.vector("gradient", g);
      fields.vector("step", p);
      phase = Phase.of(fields.count("phase", phase.code));
      f = fields.number("loss", f);
      first = fields.number("firstLoss", first);
      slope = fields.number("slope", slope);
      length = fields.number("length", length);
      reach = fields.number("reach", reach);
      decrease = fields.number("decrease", decrease);
      norm = fields.number("gradientNorm", norm);
      gap = fields.number("gap", gap);
      searched = fields.number("searched", searched);
      for (int i = 0; i < decreases.length; i++) {
        decreases[i] = fields.number("decrease" + i, decreases[i]);
      }
      for (int k = 0; k < curvature.length; k++) {
        curvature[k] = fields.number("curvature" + k, curvature[k]);
      }
      pairs.fields(fields.in("pairs"));
      keeper.fields(fields.in("metric"));
    }
  }
}
