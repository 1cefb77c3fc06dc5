// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import java.util.List;
import sparkoptim.core.Cancellation;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowView;
import sparkoptim.core.network.LabelScale;
import sparkoptim.core.network.NetworkScoring;
import sparkoptim.core.network.NetworkTask;
import sparkoptim.core.network.ServedNetwork;

/** The weighted losses of rows by a network. A final class because Kryo cannot read records. */
final class LossSum implements Serializable {
  private static final long serialVersionUID = 1L;

  private double loss;
  private double weight;

  /** Sums over the rows of one shard, in their order. */
  static LossSum of(
      ServedNetwork network, NetworkTask.Loss loss, LabelScale labels, List<Block> blocks) {
    LossSum sum = new LossSum();
    int capacity = network.batch();
    double[] expected = new double[capacity];
    double[] weights = new double[capacity];
    try (NetworkScoring scoring = network.scoring(capacity)) {
      int rows = 0;
      RowView view = new RowView(1);
      for (Block block : blocks) {
        for (int row = 0; row < block.rows(); row++) {
          view.row(block, row);
          put(scoring, view);
          expected[rows] = labels.apply(block.labels[row]);
          weights[rows] = block.weight(row);
          rows++;
          if (scoring.isFull()) {
            Cancellation.check();
            sum.add(scoring, rows, expected, weights, loss);
            rows = 0;
          }
        }
      }
      if (rows > 0) {
        sum.add(scoring, rows, expected, weights, loss);
      }
    }
    return sum;
  }

  private static void put(NetworkScoring scoring, RowView row) {
    int at = scoring.next();
    float[] values = scoring.values();
    int from = row.from(0);
    for (int entry = from; entry < row.to(0); entry++) {
      int column = row.columns == null ? entry - from : row.columns[entry];
      values[at + column] = (float) row.values[entry];
    }
  }

  private void add(
      NetworkScoring scoring, int rows, double[] labels, double[] weights, NetworkTask.Loss form) {
    if (form.isModules()) {
      double[] losses = scoring.losses(labels, form);
      for (int row = 0; row < rows; row++) {
        loss += weights[row] * losses[row];
        weight += weights[row];
      }
      return;
    }
    double[][] scores = scoring.scores();
    for (int row = 0; row < scores.length; row++) {
      double[] slopes = new double[scores[row].length];
      loss += weights[row] * form.slopes(labels[row], scores[row], slopes);
      weight += weights[row];
    }
  }

  /** Adds other rows; changes this one. */
  LossSum plus(LossSum other) {
    loss += other.loss;
    weight += other.weight;
    return this;
  }

  /** Returns the mean. */
  double mean() {
    return loss / weight;
  }
}
