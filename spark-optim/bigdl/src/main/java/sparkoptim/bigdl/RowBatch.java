// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import sparkoptim.core.data.Block;

/** Rows as a network takes them, one after the other, in arrays that tensors share. */
final class RowBatch<T> {
  private final Network<T> network;
  private final TensorNumbers<T> reals;
  private final int inputs;
  private final int labels;
  private final Object features;
  private final Object targets;
  private int rows;

  /** Makes room for {@code capacity} rows. */
  RowBatch(Network<T> network, int capacity) {
    this.network = network;
    reals = network.reals();
    inputs = network.inputs();
    labels = network.labels();
    features = reals.zeros(Math.multiplyExact(capacity, inputs));
    targets = reals.zeros(Math.multiplyExact(capacity, labels));
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

  void clear() {
    rows = 0;
  }

  /** Adds a row of a block. */
  void add(Block block, int row) {
    int from = block.from(row);
    if (block.sparse()) {
      addSparse(block, from, block.to(row));
    } else {
      reals.load(block.values, from, inputs, features, rows * inputs);
      if (labels > 1) {
        reals.load(block.values, from + inputs, labels, targets, rows * labels);
      }
    }
    if (labels == 1) {
      reals.set(targets, rows, block.labels[row]);
    }
    rows++;
  }

  private void addSparse(Block block, int from, int to) {
    reals.clear(features, rows * inputs, inputs);
    if (labels > 1) {
      reals.clear(targets, rows * labels, labels);
    }
    for (int entry = from; entry < to; entry++) {
      int column = block.columns[entry];
      if (column < inputs) {
        reals.set(features, rows * inputs + column, block.values[entry]);
      } else {
        reals.set(targets, rows * labels + column - inputs, block.values[entry]);
      }
    }
  }
}
