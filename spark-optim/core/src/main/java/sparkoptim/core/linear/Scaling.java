// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import sparkoptim.core.Bounds;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.ColumnMoments;
import sparkoptim.core.data.ColumnRanges;
import sparkoptim.core.data.RowView;

/**
 * The scale in which a linear model is trained, kept apart from the scale in which it is penalised.
 *
 * <p>A row works as {@code s (x - c)}. Columns with at least half their entries non-zero are dense:
 * where there is an intercept, c is their mean; else c = 0. Their reach b is the geometric mean of
 * the largest magnitude and the root mean square of what remains. Either alone is worse: unit
 * variance blows up rare values, and with them the rows that hold them; unit magnitude leaves rare
 * columns without curvature. The penalty of a raw coefficient is {@code regParam p}, p the column's
 * variance under standardization (MLlib's meaning), else 1. Then {@code s = 1 / sqrt(b^2 + regParam
 * p / curvature)}, which bounds the penalty's curvature along every coordinate by the loss's.
 * Columns without variance get scale 0 and thus coefficient 0, as in MLlib. All of this is computed
 * in the column's unit, see {@link ColumnMoments}.
 */
public final class Scaling implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final double DENSE_COLUMN = 0.5;

  /** A standard deviation whose inverse no double is. */
  public static final double NEGLIGIBLE = 4e-308;

  /** Below it dense rows would take a ninth more than their entries and columns. */
  private static final double DENSE_STORAGE = 0.6;

  /** Means up to as many times a column's reach cost 3 of 16 digits where rows are not centred. */
  private static final double FARTHEST = 1e3;

  /** Entries of a column in a shard. */
  private static final double LEAST_ENTRIES = 8;

  private final double[] scale;
  private final double[] center;
  private final double[] penalty;
  private final int[] centered;
  private final boolean dense;
  private final boolean full;
  private final boolean mild;
  private final double perColumn;

  /**
   * Returns the scaling for columns with the given moments.
   *
   * @param intercept whether the model has one, which takes the columns' means
   * @param standardization whether the penalty is on the coefficients of unit-variance columns
   * @param regParam strength of the squared penalty, >= 0
   * @param curvature bound of the loss's second derivative along the margin; infinite where there
   *     is none, which leaves the penalty out of the scale
   */
  public Scaling(
      ColumnRanges ranges,
      ColumnMoments moments,
      boolean intercept,
      boolean standardization,
      double regParam,
      double curvature) {
    int width = ranges.width();
    scale = new double[width];
    center = new double[width];
    penalty = regParam > 0 ? new double[width] : null;
    long entries = 0;
    for (int j = 0; j < width; j++) {
      if (ranges.constant(j) || moments.deviation(j) < NEGLIGIBLE) {
        continue;
      }
      double unit = moments.unit(j);
      double deviation = moments.unitDeviation(j);
      boolean moves = intercept && ranges.nonZeros(j) >= DENSE_COLUMN * ranges.rows();
      double middle = moves ? moments.unitMean(j) : 0;
      double raw =
          regParam == 0 ? 0 : regParam * (standardization ? square(deviation) : 1 / square(unit));
      double offset = moments.unitMean(j) - middle;
      double rootMeanSquare = Math.sqrt(offset * offset + deviation * deviation);
      double squaredReach = ranges.reach(j, middle, unit) * rootMeanSquare;
      double unitScale = 1 / Math.sqrt(squaredReach + raw / curvature);
      if (unitScale == 0) {
        continue; // a penalty beyond all numbers
      }
      center[j] = middle * unit;
      scale[j] = unitScale / unit;
      if (penalty != null) {
        penalty[j] = raw * unitScale * unitScale;
      }
      entries += center[j] != 0 ? ranges.rows() : ranges.nonZeros(j);
    }
    centered = IntStream.range(0, width).filter(j -> center[j] != 0).toArray();
    dense = entries >= DENSE_STORAGE * ranges.rows() * width;
    long stored = ranges.nonZeros();
    full = stored == ranges.rows() * width;
    perColumn = (double) stored / width;
    mild =
        ranges.units() == null
            && IntStream.of(centered).allMatch(j -> Math.abs(center[j]) * scale[j] <= FARTHEST);
  }

  /**
   * Returns the scale of rows that are trained as they came; null where they have to be copied into
   * the working scale: where they are stored in another form there, where means are so far from 0
   * that their differences would lose digits, and where shards have so few entries of a column that
   * moving a point costs as much as its sums.
   *
   * @param shards into which the rows are dealt
   */
  public ColumnScale inPlace(int shards) {
    boolean worth = perColumn >= LEAST_ENTRIES * shards;
    return worth && dense == full ? columns() : null;
  }

  /**
   * Returns the scale of sums over rows as they came; null where means are so far from 0 that their
   * differences would lose digits.
   */
  public ColumnScale columns() {
    return mild ? new ColumnScale(scale, centered.length == 0 ? null : center) : null;
  }

  private static double square(double value) {
    return value * value;
  }

  /** Returns the penalty weight of each feature in the working scale; null without. */
  public double[] penalty() {
    return penalty;
  }

  /**
   * Returns the L1 penalty's weight of each feature in the working scale: {@code strength p s}, p
   * the column's standard deviation under standardization (MLlib's meaning), else 1.
   *
   * @param raw moments of the columns
   * @param standardization whether the penalty is on the coefficients of unit-variance columns
   * @param strength of the penalty, >= 0
   * @return one weight per feature; null without a penalty
   */
  public double[] magnitudes(ColumnMoments raw, boolean standardization, double strength) {
    if (strength == 0) {
      return null;
    }
    double[] weights = new double[scale.length];
    for (int j = 0; j < scale.length; j++) {
      weights[j] = strength * (standardization ? raw.deviation(j) : 1) * scale[j];
    }
    return weights;
  }

  /**
   * Converts a model in raw features to a point: the inverse of {@link #toModel}.
   *
   * @param coefficients K rows of one value per feature
   * @param intercepts K values
   * @param intercept whether the point ends with intercepts
   */
  public double[] toPoint(double[] coefficients, double[] intercepts, boolean intercept) {
    int width = scale.length;
    int outputs = intercepts.length;
    double[] point = new double[(width + (intercept ? 1 : 0)) * outputs];
    for (int k = 0; k < outputs; k++) {
      double constant = intercepts[k];
      for (int j = 0; j < width; j++) {
        double coefficient = scale[j] == 0 ? 0 : coefficients[k * width + j];
        point[j * outputs + k] = scale[j] == 0 ? 0 : coefficient / scale[j];
        constant += center[j] * coefficient;
      }
      if (intercept) {
        point[width * outputs + k] = constant;
      }
    }
    return point;
  }

  /**
   * Returns bounds of the model as bounds of the point. Those of a column without variance bound
   * nothing: its coefficient is 0.
   *
   * @param coefficients K rows of one pair per feature
   * @param intercepts K pairs; none is finite where columns are centred
   * @param intercept whether the point ends with intercepts
   */
  public Bounds bounds(Bounds coefficients, Bounds intercepts, boolean intercept) {
    int width = scale.length;
    int outputs = intercepts.lower().length;
    double[] lower = new double[(width + (intercept ? 1 : 0)) * outputs];
    double[] upper = new double[lower.length];
    for (int k = 0; k < outputs; k++) {
      for (int j = 0; j < width; j++) {
        boolean any = scale[j] == 0;
        int of = k * width + j;
        lower[j * outputs + k] =
            any ? Double.NEGATIVE_INFINITY : coefficients.lower()[of] / scale[j];
        upper[j * outputs + k] =
            any ? Double.POSITIVE_INFINITY : coefficients.upper()[of] / scale[j];
      }
      if (intercept) {
        lower[width * outputs + k] = intercepts.lower()[k];
        upper[width * outputs + k] = intercepts.upper()[k];
      }
    }
    return new Bounds(lower, upper);
  }

  /**
   * Returns the moments of the features in the working scale.
   *
   * @param raw moments of the columns
   */
  public LinearMoments moments(ColumnMoments raw) {
    double[] means = new double[scale.length];
    double[] squares = new double[scale.length];
    for (int j = 0; j < scale.length; j++) {
      means[j] = scale[j] * (raw.mean(j) - center[j]);
      double unitScale = scale[j] * raw.unit(j);
      squares[j] = unitScale * unitScale * raw.unitVariance(j) + means[j] * means[j];
    }
    return new LinearMoments(means, squares);
  }

  /** Returns whether rows are stored dense. */
  public boolean dense() {
    return dense;
  }

  /**
   * Returns the rows in the working scale. The given block has no zeros among its values: its rows
   * are sparse, or dense and full.
   */
  public Block apply(Block raw) {
    return dense ? toDense(raw) : toSparse(raw);
  }

  private Block toDense(Block raw) {
    int width = scale.length;
    double[] values = new double[Math.multiplyExact(raw.rows(), width)];
    RowView view = new RowView(1);
    for (int row = 0; row < raw.rows(); row++) {
      view.row(raw, row);
      int start = row * width;
      int from = view.from(0);
      if (raw.sparse()) {
        for (int j = 0; j < width; j++) {
          values[start + j] = -center[j] * scale[j];
        }
        for (int i = from; i < view.to(0); i++) {
          int j = view.columns[i];
          values[start + j] = (view.values[i] - center[j]) * scale[j];
        }
      } else {
        for (int j = 0; j < width; j++) {
          values[start + j] = (view.values[from + j] - center[j]) * scale[j];
        }
      }
    }
    return new Block(raw.shard, raw.index, width, raw.labels, raw.weights, null, null, values);
  }

  /** Merges each row's entries with the centred columns, which every row has an entry for. */
  private Block toSparse(Block raw) {
    int[] offsets = new int[raw.rows() + 1];
    int room = Math.addExact(raw.values.length(), Math.multiplyExact(raw.rows(), centered.length));
    int[] columns = new int[room];
    double[] values = new double[room];
    int at = 0;
    RowView view = new RowView(1);
    for (int row = 0; row < raw.rows(); row++) {
      view.row(raw, row);
      int from = view.from(0);
      int i = from;
      int to = view.to(0);
      int c = 0;
      while (i < to || c < centered.length) {
        int entry = i < to ? raw.sparse() ? view.columns[i] : i - from : Integer.MAX_VALUE;
        int always = c < centered.length ? centered[c] : Integer.MAX_VALUE;
        int j = Math.min(entry, always);
        double value = entry == j ? view.values[i++] : 0;
        if (always == j) {
          c++;
        }
        if (scale[j] != 0) {
          columns[at] = j;
          values[at++] = (value - center[j]) * scale[j];
        }
      }
      offsets[row + 1] = at;
    }
    return new Block(
        raw.shard,
        raw.index,
        raw.width,
        raw.labels,
        raw.weights,
        offsets,
        Arrays.copyOf(columns, at),
        Arrays.copyOf(values, at));
  }

  /**
   * Converts a point to the model in raw features.
   *
   * @param point in the working scale, as {@link LinearProblem} lays it out
   * @param outputs K
   * @param intercept whether the point ends with intercepts
   * @param coefficients receives K rows of one value per feature
   * @param intercepts receives K values, 0 without
   */
  public void toModel(
      double[] point, int outputs, boolean intercept, double[] coefficients, double[] intercepts) {
    int width = scale.length;
    for (int k = 0; k < outputs; k++) {
      double constant = intercept ? point[width * outputs + k] : 0;
      for (int j = 0; j < width; j++) {
        double coefficient = scale[j] * point[j * outputs + k];
        coefficients[k * width + j] = coefficient;
        constant -= center[j] * coefficient;
      }
      intercepts[k] = constant;
    }
  }
}
