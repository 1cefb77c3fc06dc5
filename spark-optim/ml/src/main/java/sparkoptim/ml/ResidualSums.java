// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowView;

/**
 * Sums over the residuals of a linear model with one output: of small ones their squares, of large
 * ones their weight. A final class because Kryo cannot read records.
 */
final class ResidualSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private double weight;
  private double outside;
  private double insideSquares;

  /**
   * Returns the sums of one shard.
   *
   * @param point coefficients, and the intercept where there is one
   * @param limit up to which a residual's magnitude is small
   */
  static ResidualSums of(double[] point, boolean intercept, double limit, List<Block> blocks) {
    ResidualSums sums = new ResidualSums();
    RowView view = new RowView(1);
    for (Block block : blocks) {
      for (int row = 0; row < block.rows(); row++) {
        view.row(block, row);
        sums.add(block, row, view, point, intercept ? point[point.length - 1] : 0, limit);
      }
    }
    return sums;
  }

  private void add(
      Block block, int number, RowView row, double[] point, double constant, double limit) {
    double margin = constant;
    int from = row.from(0);
    for (int i = from; i < row.to(0); i++) {
      margin += point[row.columns == null ? i - from : row.columns[i]] * row.values[i];
    }
    double residual = margin - block.labels[number];
    double w = block.weight(number);
    weight += w;
    if (Math.abs(residual) <= limit) {
      insideSquares += w * residual * residual;
    } else {
      outside += w;
    }
  }

  /** Returns the sums over the rows of both. */
  ResidualSums plus(ResidualSums other) {
    ResidualSums both = new ResidualSums();
    both.weight = weight + other.weight;
    both.outside = outside + other.outside;
    both.insideSquares = insideSquares + other.insideSquares;
    return both;
  }

  /** Returns the sum of the rows' weights. */
  double weight() {
    return weight;
  }

  /** Returns the weight of the rows whose residuals are large. */
  double outside() {
    return outside;
  }

  /** Returns the weighted sum of the squares of small residuals. */
  double insideSquares() {
    return insideSquares;
  }
}
