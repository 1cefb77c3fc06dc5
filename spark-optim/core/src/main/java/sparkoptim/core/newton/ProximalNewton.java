// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

import sparkoptim.core.Bounds;
import sparkoptim.core.DivergedException;
import sparkoptim.core.MarginModel;
import sparkoptim.core.MarginOracle;
import sparkoptim.core.Oracle;
import sparkoptim.core.RunContext;
import sparkoptim.core.Space;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.newton.MetricPrices.Shape;

/**
 * A run of {@link SampledNewton} under an L1 penalty or within bounds: proximal Newton (Lee, Sun,
 * Saunders, Proximal Newton-type methods for minimizing composite functions, 2014).
 *
 * <pre>{@code
 * p minimises g'p + 1/2 p'Bp + sum l |x + p|;  d = g'p + sum l (|x + p| - |x|) <= 0
 * accept x + p if F(x + p) <= F(x) + 1e-4 d, else halve the step on the margins
 * B <- BFGS(B, s, y) after every move
 * }</pre>
 *
 * Within bounds there is no l, and x + p is within them. B begins as the sampled matrix and has the
 * updates of the last pairs. All of it, the point included, is whole on every rank: the model is
 * solved everywhere, in the same order.
 */
final class ProximalNewton implements UpdateRule.Run {
  private static final int HALVINGS = 30;
  private static final int GENTLE = 6;
  private static final double ROUNDING = 1e-15;

  /** Rows of the first sample a column: signs need a better model than steps do. */
  private static final double ROWS_PER_COLUMN = 8;

  private final MarginOracle margins;
  private final MarginModel model;
  private final Space space;
  private final double[][] parts = new double[1][];
  private final Iterates at;
  private final CurvaturePairs pairs;
  private final MetricKeeper keeper;
  private final SecantMatrix matrix;
  private final CompositeModel composite;
  private final Bounds bounds;
  private final int offset;
  private final double[] l;
  private final double[] x;
  private final double[] g;
  private final double[] to;
  private final double[] one = new double[1];
  private final double[] sums = new double[3];
  private Phase phase = Phase.START;
  private double promised;
  private double norm = Double.NaN;
  private double gap = Double.POSITIVE_INFINITY;
  private double searched;
  private long matrixOf;

  /** Starts a run; collective. */
  ProximalNewton(RunContext context, double[] point, SampledNewton rule) {
    margins = context.margins();
    model = margins.model();
    space = context.space();
    int size = space.dimension();
    offset = space.offset();
    MetricPrices prices = new MetricPrices(model);
    bounds = margins.bounds();
    boolean l1 = margins.l1Penalty() != null;
    if (l1 && bounds != null) {
      throw new IllegalArgumentException(
          "sampled-newton: an L1 penalty and bounds do not go together; svrg + sgd takes both");
    }
    Shape shape = rule.wholeShape(prices, size, l1 ? "under an L1 penalty" : "within bounds");
    long rows = rule.rows();
    if (rows == 0) {
      double least = ROWS_PER_COLUMN * model.columns();
      rows = prices.orAll(Math.max(least, (double) prices.firstRows(shape)));
    }
    MetricPrices.Plan atOnce = new MetricPrices.Plan(shape, 0);
    keeper = new MetricKeeper(margins, space, prices, atOnce, rows, rule.damping());
    keeper.keepMatrix();
    at = new Iterates(point, model.outputs());
    pairs = new CurvaturePairs(space, (int) rule.memory());
    matrix = new SecantMatrix(size);
    l = l1 ? margins.gather(margins.l1Penalty()).clone() : new double[size];
    composite = l1 ? new L1Model(l) : new BoxModel(bounds);
    inBounds(at.trial.point);
    x = new double[size];
    g = new double[size];
    to = new double[size];
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

  /** The norm of the prox-gradient mapping {@code x - prox(x - g)}, 0 at an optimum. */
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
    if (matrixOf != keeper.made()) {
      rebuild();
    }
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
    if (f1 <= at.loss + SampledNewton.LEAST_DECREASE * promised) {
      move(f1, 1);
      return;
    }
    double t = halve();
    if (t == 0) {
      fail();
      return;
    }
    searched = t;
    double[] trial = at.trial.point;
    for (int i = 0; i < trial.length; i++) {
      trial[i] = at.x.point[i] + t * (trial[i] - at.x.point[i]);
    }
    inBounds(trial);
    at.trial.memory = 0;
    phase = Phase.SEARCHED;
  }

  /** Ends of a way are within bounds, but what is between them is rounded. */
  private void inBounds(double[] part) {
    for (int i = 0; bounds != null && i < part.length; i++) {
      part[i] = bounds.nearest(offset + i, part[i]);
    }
  }

  /** Halves the step on the margins until the loss falls enough; 0 where it never does. */
  private double halve() {
    gather(at.x.point, x);
    gather(at.trial.point, to);
    double t = 0.5;
    for (int round = 0; round < HALVINGS && !rounding(t); round++) {
      one[0] = t;
      margins.along(at.x, at.trial, one, sums);
      if (sums[0] + penalties(t) <= at.loss + SampledNewton.LEAST_DECREASE * t * promised) {
        return t;
      }
      t *= round < GENTLE ? 0.5 : 0.1; // far out curvature is none, and steps are huge
    }
    return 0;
  }

  /** Whether what a share of the step promises is lost in the rounding of the loss. */
  private boolean rounding(double t) {
    return -t * promised <= ROUNDING * Math.abs(at.loss);
  }

  /** Both penalties part of the way from x to the trial. */
  private double penalties(double t) {
    double[] q = keeper.penalty();
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double value = x[i] + t * (to[i] - x[i]);
      sum += l[i] * Math.abs(value) + (q == null ? 0 : 0.5 * q[i] * value * value);
    }
    return sum;
  }

  private void move(double f1, double t) {
    keeper.judge(t);
    boolean full = pairs.full();
    boolean taken = pairs.add(at.x.point, at.trial.point, at.gradient, at.trialGradient);
    at.move(f1);
    if (taken && full) {
      rebuild();
    } else if (taken) {
      update(pairs.count() - 1);
    }
    phase = Phase.TRIAL;
  }

  /** Nothing is lower along the step: a new matrix, of more damping. */
  private void fail() {
    if (rounding(1)) {
      at.decrease = 0; // the least value, to rounding: the move before says nothing any more
    }
    keeper.damp();
    phase = Phase.TRIAL;
  }

  /** Makes B of the sampled matrix and the pairs; collective. */
  private void rebuild() {
    matrixOf = keeper.made();
    keeper.matrix(matrix.rows);
    for (int i = 0; i < pairs.count(); i++) {
      update(i);
    }
  }

  private void update(int pair) {
    gather(pairs.step(pair), x);
    gather(pairs.change(pair), g);
    matrix.update(x, g, pairs.product(pair));
  }

  /** Ranks of a node share what was gathered: none may gather again before all have copied it. */
  private void gather(double[] part, double[] whole) {
    System.arraycopy(margins.gather(part), 0, whole, 0, whole.length);
    parts[0] = part;
    space.dots(part, parts, one);
  }

  /** Brings B up to date, estimates the gap, and makes the next trial. */
  private void prepare(long step, double eta) {
    keeper.refresh(at.x, at.curvature, step + 1.0);
    solve();
    if (keeper.tooSmall(-promised, at.x, at.curvature)) {
      solve();
    }
    if (!Double.isFinite(promised)) {
      throw new DivergedException(step, "the decrease of the model", promised);
    }
    norm = mapping();
    boolean coupled = keeper.shape() == Shape.COUPLED;
    double last = coupled && at.decrease == Double.POSITIVE_INFINITY ? 0 : at.decrease;
    gap =
        composite.solved()
            ? SampledNewton.trust(keeper.shape()) * Math.max(0, Math.max(-promised, last))
            : Double.POSITIVE_INFINITY;
    promised *= eta;
    double[] trial = at.trial.point;
    System.arraycopy(to, offset, trial, 0, trial.length);
    for (int i = 0; eta != 1 && i < trial.length; i++) {
      trial[i] = at.x.point[i] + eta * (trial[i] - at.x.point[i]);
    }
    inBounds(trial);
    at.trial.memory = 0;
  }

  /** Minimises the model around the point. */
  private void solve() {
    if (matrixOf != keeper.made()) {
      pairs.clear();
      rebuild();
    }
    gather(at.x.point, x);
    gather(at.gradient, g);
    promised = composite.minimise(matrix.rows, g, x, to);
  }

  private double mapping() {
    double squares = 0;
    for (int i = 0; i < x.length; i++) {
      double value = x[i] - g[i];
      double shrunk = value - Math.min(Math.max(value, -l[i]), l[i]);
      shrunk = bounds == null ? shrunk : bounds.nearest(i, shrunk);
      squares += (x[i] - shrunk) * (x[i] - shrunk);
    }
    return Math.sqrt(squares);
  }

  @Override
  public void fields(StateVisitor fields) {
    at.fields(fields);
    phase = Phase.of(fields.count("phase", phase.code));
    promised = fields.number("promised", promised);
    norm = fields.number("gradientNorm", norm);
    gap = fields.number("gap", gap);
    searched = fields.number("searched", searched);
    pairs.fields(fields.in("pairs"));
    keeper.fields(fields.in("metric"));
  }
}
