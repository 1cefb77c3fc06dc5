// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.util.ArrayList;
import java.util.List;
import sparkoptim.core.data.Block;

/**
 * Runs micro-batches of rows through layers, forwards and backwards. A micro-batch is filled row by
 * row, and stays until it is cleared: it may be run with several parameter vectors.
 */
final class PerceptronPass<A> {
  /** Rows of a micro-batch of ordinary width: enough for fast products, few enough for caches. */
  private static final int ROWS = 256;

  /** Wide layers have fewer rows, so that a matrix has no more than this many numbers. */
  private static final int NUMBERS = 1 << 22;

  private final Kernels<A> kernels;
  private final List<Activation> activations;
  private final OutputLoss loss;
  private final int[] width;
  private final int[] weightsAt;
  private final int capacity;
  private final List<A> values = new ArrayList<>();
  private final List<A> slopes = new ArrayList<>();
  private final double[] labels;
  private final double[] rowWeights;
  private int rows;

  /**
   * Creates the buffers of the layers for a micro-batch.
   *
   * @param most rows that a micro-batch will ever have
   */
  PerceptronPass(Layers layers, Kernels<A> kernels, int most) {
    this.kernels = kernels;
    activations = layers.activations();
    loss = layers.loss();
    width = layers.sizes().stream().mapToInt(size -> size).toArray();
    weightsAt = new int[width.length];
    int widest = 1;
    for (int layer = 0; layer < width.length; layer++) {
      weightsAt[layer] = layers.weightsAt(layer);
      widest = Math.max(widest, width[layer]);
    }
    capacity = Math.max(1, Math.min(Math.min(ROWS, most), NUMBERS / widest));
    for (int layer = 0; layer < width.length; layer++) {
      boolean hidden = layer > 0 && layer < width.length - 1;
      values.add(kernels.allocate(capacity * width[layer]));
      slopes.add(hidden ? kernels.allocate(capacity * width[layer]) : values.get(layer));
    }
    labels = new double[capacity];
    rowWeights = new double[capacity];
  }

  /** Returns the number of rows that a micro-batch can have. */
  int capacity() {
    return capacity;
  }

  /** Returns the number of rows that it has. */
  int rows() {
    return rows;
  }

  void clear() {
    rows = 0;
  }

  void add(Block block, int row) {
    kernels.loadRow(block, row, values.get(0), rows * width[0]);
    labels[rows] = block.labels[row];
    rowWeights[rows] = block.weight(row);
    rows++;
  }

  /**
   * Adds {@code factor} times the micro-batch's weighted loss gradient.
   *
   * @return its weighted loss, without the factor
   */
  double gradient(A parameters, double factor, A gradient) {
    A outputs = forward(parameters);
    int last = width.length - 1;
    double sum = kernels.slopes(loss, rows, width[last], outputs, labels, rowWeights, factor);
    for (int layer = last; layer > 0; layer--) {
      backward(layer, parameters, gradient);
    }
    return sum;
  }

  /**
   * Returns the sums of the last layer for the micro-batch, a row each; overwritten by the next
   * call.
   */
  A forward(A parameters) {
    int last = width.length - 1;
    for (int layer = 1; layer <= last; layer++) {
      int in = width[layer - 1];
      int out = width[layer];
      int at = weightsAt[layer - 1];
      A below = values.get(layer - 1);
      A here = values.get(layer);
      kernels.fillRows(parameters, at + in * out, rows, out, here);
      kernels.multiply(false, true, rows, out, in, below, 0, parameters, at, 1, here, 0);
      if (layer < last) {
        kernels.activate(activations.get(layer - 1), rows * out, here);
      }
    }
    return values.get(last);
  }

  /** Adds a layer's gradient and passes its slopes on to the layer below. */
  private void backward(int layer, A parameters, A gradient) {
    int in = width[layer - 1];
    int out = width[layer];
    int at = weightsAt[layer - 1];
    A here = slopes.get(layer);
    A below = values.get(layer - 1);
    kernels.multiply(true, false, out, in, rows, here, 0, below, 0, 1, gradient, at);
    kernels.addRows(rows, out, here, gradient, at + in * out);
    if (layer > 1) {
      A passed = slopes.get(layer - 1);
      kernels.multiply(false, false, rows, in, out, here, 0, parameters, at, 0, passed, 0);
      kernels.multiplyByDerivative(activations.get(layer - 2), rows * in, below, passed);
    }
  }
}
