// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowView;

/** Rows as a network takes them, one after the other, in arrays that tensors share. */
final class RowBatch<T> {
  private final Network<T> network;
  private final TensorNumbers<T> reals;
  private final int inputs;
  private final RowView view = new RowView(1);
  private final int labels;
  private final Object features;
  private final Object targets;
  private final double[] rowLabels;
  private final double[] rowWeights;
  private final boolean weighted;
  private int rows;

  /** Makes room for {@code capacity} rows. */
  RowBatch(Network<T> network, int capacity) {
    this(network, capacity, false);
  }

  /** Makes room for {@code capacity} rows, which may have weights. */
  RowBatch(Network<T> network, int capacity, boolean weighted) {
    this.weighted = weighted;
    this.network = network;
    reals = network.reals();
    inputs = network.inputs();
    labels = network.labels();
    features = reals.zeros(Math.multiplyExact(capacity, inputs));
    targets = reals.zeros(Math.multiplyExact(capacity, labels));
    rowLabels = new double[capacity];
    rowWeights = new double[capacity];
  }

  /** Returns the features of the first rows; follows what is added later. */
  Tensor<T> input(int count) {
    return reals.tensor(features, network.inputShape(count));
  }

  /** Returns the labels of the first rows; follows what is added later. */
  Tensor<T> label(int count) {
    return reals.tensor(targets, network.labelShape(count));
  }

  int rows() {
    return rows;
  }

  boolean isWeighted() {
    return weighted;
  }

  /** Returns the rows' weights, as they are added; the same array for good. */
  double[] rowWeights() {
    return rowWeights;
  }

  /** Returns the sum of the weights that a criterion gives the rows. */
  double weight(CriterionForm form) {
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      sum += form.weight(rowLabels[row]);
    }
    return sum;
  }

  void clear() {
    rows = 0;
  }

  /** Adds a row of a block. */
  void add(Block block, int row) {
    view.row(block, row);
    int from = view.from(0);
    if (block.sparse()) {
      addSparse(from, view.to(0));
    } else {
      reals.load(view.values, from, inputs, features, rows * inputs);
      if (labels > 1) {
        reals.load(view.values, from + inputs, labels, targets, rows * labels);
      }
    }
    if (labels == 1) {
      reals.set(targets, rows, network.labelScale().apply(block.labels[row]));
    }
    rowLabels[rows] = block.labels[row];
    rowWeights[rows] = block.weight(row);
    rows++;
  }

  private void addSparse(int from, int to) {
    reals.clear(features, rows * inputs, inputs);
    if (labels > 1) {
      reals.clear(targets, rows * labels, labels);
    }
    for (int entry = from; entry < to; entry++) {
      int column = view.columns[entry];
      if (column < inputs) {
        reals.set(features, rows * inputs + column, view.values[entry]);
      } else {
        reals.set(targets, rows * labels + column - inputs, view.values[entry]);
      }
    }
  }
}
