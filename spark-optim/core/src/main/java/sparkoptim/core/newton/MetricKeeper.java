// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

import java.util.Arrays;
import sparkoptim.core.CurvatureSample;
import sparkoptim.core.MarginModel;
import sparkoptim.core.MarginOracle;
import sparkoptim.core.MarginPoint;
import sparkoptim.core.Space;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.Stateful;
import sparkoptim.core.newton.MetricPrices.Shape;

/**
 * Keeps the metric: makes it where curvature has moved by more than a new one costs, draws more
 * rows where progress is slow, and damps it after short steps. The metric is a function of the
 * point at which it was made and of a few numbers, so a checkpoint holds those and no matrix.
 */
final class MetricKeeper implements Stateful {
  private static final double LEAST_DAMPING_SHARE = 0.1;
  private static final double DAMPING_OF_ALL_ROWS = 1e-9;
  private static final double ROUNDING = 1e-13;

  /** A dense metric of at most this price may be made only to confirm that a run has converged. */
  private static final double CONFIRMING_PRICE = 10;

  private final MarginOracle oracle;
  private final MarginModel model;
  private final Space space;
  private final MetricPrices prices;
  private final double firstDamping;
  private final Shape dense;
  private final double denseAfter;
  private final double[] means;
  private final double[] decrements = new double[4];
  private final MarginPoint point;
  private double[] wholePenalty;
  private boolean keepsMatrix;
  private double[] packed;
  private double[] added;
  private CurvatureMetric metric;
  private Shape shape;
  private long rows;
  private double damping;
  private long made;
  private int known;
  private boolean stale = true;
  private long madeRows;
  private double madeDamping;
  private Shape madeShape;

  /**
   * Creates a keeper that has no metric yet.
   *
   * @param rows of the first sample; 0 for what pays
   */
  MetricKeeper(
      MarginOracle oracle,
      Space space,
      MetricPrices prices,
      MetricPrices.Plan plan,
      long rows,
      double damping) {
    this.oracle = oracle;
    this.space = space;
    this.prices = prices;
    model = oracle.model();
    dense = plan.dense();
    denseAfter = plan.after();
    shape = denseAfter == 0 ? dense : Shape.DIAGONAL;
    firstDamping = damping;
    this.damping = damping;
    if (dense != Shape.DIAGONAL) {
      this.rows = rows > 0 ? prices.orAll((double) rows) : prices.firstRows(dense);
    }
    means = new double[model.outputs()];
    point = new MarginPoint(space.size());
    madeShape = shape;
  }

  /** Has it keep the matrices that it inverts, for {@link #matrix}. */
  void keepMatrix() {
    keepsMatrix = true;
  }

  /** Returns the number of metrics made so far. */
  long made() {
    return made;
  }

  Shape shape() {
    return shape;
  }

  /** Returns the metric in use. */
  CurvatureMetric metric() {
    return metric;
  }

  /** Returns the point at which the metric was made; null before the first. */
  MarginPoint since() {
    return made == 0 ? null : point;
  }

  /**
   * Makes the metric where it is due.
   *
   * @param here the present point
   * @param curvature K means there, and K means of the change since the metric
   * @param passes so far
   * @return whether it was made and is dense: pairs of the one before are forgotten
   */
  boolean refresh(MarginPoint here, double[] curvature, double passes) {
    if (shape == Shape.DIAGONAL && passes >= denseAfter) {
      shape = dense;
      stale = true;
    }
    if (!stale) {
      double bound = prices.of(shape, (double) rows) <= 2 ? 0.2 : 0.5;
      double change = 0;
      double now = 0;
      double before = 0;
      for (int k = 0; k < means.length; k++) {
        change += curvature[means.length + k];
        now += curvature[k];
        before += means[k];
      }
      stale = change > bound * Math.max(now, before);
    }
    if (!stale) {
      return false;
    }
    make(here, curvature);
    return metric.dense();
  }

  /** Returns whether no dense metric is possible, so that the diagonal has to do. */
  boolean onlyDiagonal() {
    return dense == Shape.DIAGONAL;
  }

  /** Makes a dense metric at the next renewal, if there is one and it is affordable. */
  boolean confirm() {
    if (shape != Shape.DIAGONAL
        || dense == Shape.DIAGONAL
        || prices.of(dense, (double) rows) > CONFIRMING_PRICE) {
      return false;
    }
    shape = dense;
    stale = true;
    return true;
  }

  /**
   * Notes a decrement {@code g'Mg}, and makes a larger matrix where four of them fell too slowly.
   *
   * @return whether it did
   */
  boolean tooSmall(double decrement, MarginPoint here, double[] curvature) {
    if (known == decrements.length) {
      System.arraycopy(decrements, 1, decrements, 0, --known);
    }
    decrements[known++] = decrement;
    boolean all = rows >= model.rows();
    // A block metric of all rows is slow because outputs are not coupled: more rows do not help.
    if (shape == Shape.DIAGONAL || known < decrements.length || (shape == Shape.BLOCK && all)) {
      return false;
    }
    long more = prices.orAll(Math.min((double) model.rows(), 4.0 * rows));
    double ratio = prices.of(shape, (double) more) <= 4 ? 0.35 : 0.6;
    if (decrement <= ratio * ratio * ratio * decrements[0]) {
      return false;
    }
    rows = more;
    make(here, curvature);
    return true;
  }

  /** Begins the decrements of a matrix anew. */
  void restart(double decrement) {
    decrements[0] = decrement;
    known = 1;
  }

  /** Takes note of an accepted step's length: a short one shows a lack of curvature. */
  void judge(double length) {
    if (shape == Shape.DIAGONAL) {
      return;
    }
    if (length < 0.2) {
      damp();
    } else if (length < 0.6) {
      damping = Math.min(1, damping * 3);
    } else if (length > 0.7) {
      damping = Math.max(firstDamping * LEAST_DAMPING_SHARE, damping * 0.5);
    }
  }

  /** Damps ten times more, in a new metric. */
  void damp() {
    damping = Math.min(1, damping * 10);
    stale = true;
  }

  private void make(MarginPoint here, double[] curvature) {
    point.copy(here);
    System.arraycopy(curvature, 0, means, 0, means.length);
    madeRows = rows;
    madeDamping = damping;
    made++;
    madeShape = shape;
    build();
    shape = madeShape;
    known = 0;
    stale = false;
  }

  /** Builds the metric from what a checkpoint holds. */
  private void build() {
    if (madeShape == Shape.DIAGONAL) {
      metric = new DiagonalMetric(space, model, oracle.penalty(), means);
      packed = null;
      return;
    }
    boolean coupled = madeShape == Shape.COUPLED;
    double[] inverse = damped(1, 0);
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = 1 / Math.max(inverse[i], 1e-300);
    }
    int blocks = coupled ? 1 : model.outputs();
    long size = inverse.length / blocks;
    double[] sums = new double[Math.toIntExact(size * (size + 1) / 2 * blocks)];
    oracle.hessian(point, new CurvatureSample(madeRows, made - 1, coupled, inverse), sums);
    double used =
        madeRows >= model.rows() ? Math.min(madeDamping, DAMPING_OF_ALL_ROWS) : madeDamping;
    for (metric = null; metric == null && used <= 1; used *= 10) {
      added = damped(used, ROUNDING);
      metric = DenseMetric.of(oracle, space.offset(), sums, blocks, added);
    }
    packed = keepsMatrix && metric != null ? sums : null;
    if (metric == null) {
      madeShape = Shape.DIAGONAL;
      metric = new DiagonalMetric(space, model, oracle.penalty(), means);
    }
  }

  /**
   * Returns a share of the data's own diagonal, of all coordinates, plus the penalty's weights and
   * a share of the largest of both sums.
   */
  private double[] damped(double damping, double rounding) {
    double[] penalty = penalty();
    double[] diagonal = new double[space.dimension()];
    int outputs = model.outputs();
    double largest = 0;
    for (int i = 0; i < diagonal.length; i++) {
      double q = penalty == null ? 0 : penalty[i];
      double data =
          model.second(i / outputs) * Math.max(means[i % outputs], DiagonalMetric.LEAST_CURVATURE);
      diagonal[i] = damping * data + q;
      largest = Math.max(largest, data + q);
    }
    for (int i = 0; i < diagonal.length; i++) {
      diagonal[i] += rounding * largest;
    }
    return diagonal;
  }

  /**
   * Writes the matrix that the metric inverts. Where none was positive definite it is the data's
   * own diagonal.
   *
   * @param matrix receives both triangles over all coordinates
   */
  void matrix(double[][] matrix) {
    int size = matrix.length;
    for (double[] row : matrix) {
      Arrays.fill(row, 0);
    }
    double[] diagonal = packed == null ? damped(1, ROUNDING) : added;
    if (packed != null) {
      int blocks = madeShape == Shape.COUPLED ? 1 : model.outputs();
      int at = 0;
      for (int k = 0; k < blocks; k++) {
        for (int i = k; i < size; i += blocks) {
          for (int j = k; j <= i; j += blocks) {
            matrix[i][j] = packed[at];
            matrix[j][i] = packed[at++];
          }
        }
      }
    }
    for (int i = 0; i < size; i++) {
      matrix[i][i] += diagonal[i];
    }
  }

  /** Returns the weights of the squared penalty of all coordinates; null without. Collective. */
  double[] penalty() {
    if (wholePenalty == null && oracle.penalty() != null) {
      wholePenalty = oracle.gather(oracle.penalty()).clone();
    }
    return wholePenalty;
  }

  /** Builds the metric again after a restore; collective. */
  void rebuild() {
    if (metric == null && made > 0) {
      build();
    }
  }

  @Override
  public void fields(StateVisitor fields) {
    point.fields(fields);
    shape = Shape.of(fields.count("shape", shape.code));
    madeShape = Shape.of(fields.count("madeShape", madeShape.code));
    rows = fields.count("rows", rows);
    madeRows = fields.count("madeRows", madeRows);
    made = fields.count("made", made);
    damping = fields.number("damping", damping);
    madeDamping = fields.number("madeDamping", madeDamping);
    stale = fields.flag("stale", stale);
    known = (int) fields.count("known", known);
    for (int i = 0; i < decrements.length; i++) {
      decrements[i] = fields.number("decrement" + i, decrements[i]);
    }
    for (int k = 0; k < means.length; k++) {
      means[k] = fields.number("mean" + k, means[k]);
    }
  }
}
