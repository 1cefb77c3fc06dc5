// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.data;

import java.io.Serializable;
import java.util.List;

/**
 * Weighted means and squared deviations of columns. A shard's are computed in two passes over its
 * rows; those of shards are merged in the fixed tree by the update of Chan, Golub and LeVeque
 * (1983), so that neither cancels. A column whose values are so large or small that their squares
 * would overflow or vanish is measured in a unit of its own, a power of two.
 */
public final class ColumnMoments implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] mean;
  private final double[] squares;

  /** Null where all units are 1. */
  private final double[] units;

  private double weight;
  private double squaredWeight;

  private ColumnMoments(int width, double[] units) {
    mean = new double[width];
    squares = new double[width];
    this.units = units;
  }

  /** Returns the moments of the columns of one shard's blocks. */
  public static ColumnMoments of(int width, List<Block> blocks) {
    return of(width, blocks, null);
  }

  /**
   * Returns the moments of the columns of one shard's blocks.
   *
   * @param units {@link ColumnRanges#units} of all rows
   */
  public static ColumnMoments of(int width, List<Block> blocks, double[] units) {
    ColumnMoments moments = new ColumnMoments(width, units);
    double[] present = new double[width];
    for (Block block : blocks) {
      moments.addMeans(block, present);
    }
    for (int j = 0; j < width; j++) {
      moments.mean[j] = moments.weight > 0 ? moments.mean[j] / moments.weight : 0;
    }
    for (Block block : blocks) {
      moments.addSquares(block);
    }
    for (int j = 0; j < width; j++) {
      double absent = Math.max(0, moments.weight - present[j]);
      moments.squares[j] += absent * moments.mean[j] * moments.mean[j];
    }
    return moments;
  }

  private void addMeans(Block block, double[] present) {
    RowView view = new RowView(1);
    double[] line = new double[block.sparse() ? 0 : block.width];
    for (int row = 0; row < block.rows(); row++) {
      double w = block.weight(row);
      weight += w;
      squaredWeight += w * w;
      if (!block.sparse()) {
        fill(line, block, row);
        for (int j = 0; j < line.length; j++) {
          mean[j] += w * line[j];
        }
        for (int j = 0; j < line.length; j++) {
          present[j] += w;
        }
        continue;
      }
      view.row(block, row);
      for (int i = view.from(0); i < view.to(0); i++) {
        int j = view.columns[i];
        mean[j] += w * (units == null ? view.values[i] : view.values[i] / units[j]);
        present[j] += w;
      }
    }
  }

  private void addSquares(Block block) {
    RowView view = new RowView(1);
    double[] line = new double[block.sparse() ? 0 : block.width];
    for (int row = 0; row < block.rows(); row++) {
      double w = block.weight(row);
      if (!block.sparse()) {
        fill(line, block, row);
        for (int j = 0; j < line.length; j++) {
          double deviation = line[j] - mean[j];
          squares[j] += w * deviation * deviation;
        }
        continue;
      }
      view.row(block, row);
      for (int i = view.from(0); i < view.to(0); i++) {
        int j = view.columns[i];
        double value = units == null ? view.values[i] : view.values[i] / units[j];
        double deviation = value - mean[j];
        squares[j] += w * deviation * deviation;
      }
    }
  }

  /** Copies a row, as the compiler takes several columns at once at equal indices alone. */
  private void fill(double[] line, Block block, int row) {
    block.values.copy(block.from(row), line.length, line, 0);
    for (int j = 0; units != null && j < line.length; j++) {
      line[j] /= units[j];
    }
  }

  /**
   * Returns the moments of the rows of both; shards are merged in the fixed tree, as the order of
   * merging matters to the last bit.
   */
  public ColumnMoments merge(ColumnMoments other) {
    return merge(this, other);
  }

  private static ColumnMoments merge(ColumnMoments a, ColumnMoments b) {
    if (a.weight == 0 || b.weight == 0) {
      return a.weight == 0 ? b : a;
    }
    ColumnMoments both = new ColumnMoments(a.mean.length, a.units);
    both.weight = a.weight + b.weight;
    both.squaredWeight = a.squaredWeight + b.squaredWeight;
    double share = b.weight / both.weight;
    for (int j = 0; j < a.mean.length; j++) {
      double difference = b.mean[j] - a.mean[j];
      both.mean[j] = a.mean[j] + share * difference;
      both.squares[j] = a.squares[j] + b.squares[j] + a.weight * share * difference * difference;
    }
    return both;
  }

  /** Returns the number of columns. */
  public int width() {
    return mean.length;
  }

  /** Returns the sum of the rows' weights. */
  public double weight() {
    return weight;
  }

  /** Returns the unit of a column's values: 1, unless squares of them leave double's range. */
  public double unit(int column) {
    return units == null ? 1 : units[column];
  }

  /** Returns the weighted mean of a column. */
  public double mean(int column) {
    return mean[column] * unit(column);
  }

  /** Returns the weighted mean of a column in its unit. */
  public double unitMean(int column) {
    return mean[column];
  }

  /** Returns the weighted mean of a column's squared deviations from its mean. */
  public double variance(int column) {
    return unitVariance(column) * unit(column) * unit(column);
  }

  /** Returns the same in the column's unit. */
  public double unitVariance(int column) {
    return squares[column] / weight;
  }

  /** Returns the unbiased weighted standard deviation of a column, MLlib's: reliability weights. */
  public double deviation(int column) {
    return unitDeviation(column) * unit(column);
  }

  /** Returns the same in the column's unit. */
  public double unitDeviation(int column) {
    double freedom = weight - squaredWeight / weight;
    return freedom > 0 ? Math.sqrt(Math.max(0, squares[column] / freedom)) : 0;
  }
}
