// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import java.util.List;
import sparkoptim.core.Cancellation;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowView;
import sparkoptim.core.linear.LinearLoss;
import sparkoptim.core.linear.ScalarLoss;
import sparkoptim.core.linear.Softmax;

/**
 * The weighted losses of rows by a linear model. A final class because Kryo cannot read records.
 */
final class MeanLoss implements Serializable {
  private static final long serialVersionUID = 1L;

  private double loss;
  private double weight;

  /**
   * Sums over the rows of one shard, in their order.
   *
   * @param point coefficients feature by feature, then intercepts where there are any
   * @param present the classes that the model knows; the loss of any other is infinite
   */
  static MeanLoss of(
      LinearLoss loss,
      double[] point,
      boolean intercept,
      PresentClasses present,
      List<Block> blocks) {
    MeanLoss sum = new MeanLoss();
    int outputs = loss instanceof ScalarLoss ? 1 : present.count();
    double[] margins = new double[outputs];
    double[] slopes = new double[outputs];
    RowView view = new RowView(1);
    for (Block block : blocks) {
      Cancellation.check();
      for (int row = 0; row < block.rows(); row++) {
        view.row(block, row);
        margins(view, point, intercept, margins);
        double w = block.weight(row);
        sum.loss += w * loss(loss, block.labels[row], margins, slopes, present);
        sum.weight += w;
      }
    }
    return sum;
  }

  private static double loss(
      LinearLoss loss, double label, double[] margins, double[] slopes, PresentClasses present) {
    if (loss instanceof ScalarLoss scalar) {
      return scalar.value(label, margins[0]);
    }
    return present.has((int) label)
        ? Softmax.slopes(present.numberOf((int) label), margins, slopes, 0)
        : Double.POSITIVE_INFINITY;
  }

  private static void margins(RowView row, double[] point, boolean intercept, double[] margins) {
    int outputs = margins.length;
    for (int k = 0; k < outputs; k++) {
      margins[k] = intercept ? point[point.length - outputs + k] : 0;
    }
    int from = row.from(0);
    for (int i = from; i < row.to(0); i++) {
      int at = outputs * (row.columns == null ? i - from : row.columns[i]);
      for (int k = 0; k < outputs; k++) {
        margins[k] += point[at + k] * row.values[i];
      }
    }
  }

  /** Adds other rows; changes this one. */
  MeanLoss plus(MeanLoss other) {
    loss += other.loss;
    weight += other.weight;
    return this;
  }

  /** Returns the mean. */
  double mean() {
    return loss / weight;
  }
}
