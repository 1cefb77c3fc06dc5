// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowView;

/**
 * Runs micro-batches of rows through layers, forwards and backwards. A micro-batch is filled row by
 * row, and stays until it is cleared: it may be run with several parameter vectors. Where few of
 * its entries are not 0 the first layer multiplies those alone: by its matrix transposed, whose
 * lines are long, unless there are fewer entries than features.
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
  private final Block[] blocks;
  private final int[] rowOf;
  private final RowView view = new RowView(1);
  private final BitSet found = new BitSet();
  private int[] present = {-1};
  private A[] lines;
  private A[] lineGradients;
  private int rows;
  private long entries;
  private final boolean anySparse;
  private boolean ready;
  private boolean sparse;
  private boolean turned;

  /**
   * Creates the buffers of the layers for a micro-batch.
   *
   * @param most rows that a micro-batch will ever have
   */
  PerceptronPass(Layers layers, Kernels<A> kernels, int most) {
    this(layers, kernels, most, true);
  }

  private PerceptronPass(Layers layers, Kernels<A> kernels, int most, boolean anySparse) {
    this.kernels = kernels;
    this.anySparse = anySparse;
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
      values.add(layer == 0 ? null : kernels.allocate(capacity * width[layer]));
      slopes.add(hidden ? kernels.allocate(capacity * width[layer]) : values.get(layer));
    }
    labels = new double[capacity];
    rowWeights = new double[capacity];
    blocks = new Block[capacity];
    rowOf = new int[capacity];
  }

  /** Returns buffers that multiply all rows in one way, whatever rows come with them. */
  static <A> PerceptronPass<A> ofSingleRows(Layers layers, Kernels<A> kernels, int most) {
    return new PerceptronPass<>(layers, kernels, most, false);
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
    entries = 0;
    ready = false;
  }

  /** Adds a row, whose block must not change until the micro-batch is cleared. */
  void add(Block block, int row) {
    blocks[rows] = block;
    rowOf[rows] = row;
    labels[rows] = block.labels[row];
    rowWeights[rows] = block.weight(row);
    entries += entries(block, row);
    ready = false;
    rows++;
  }

  /** Returns the number of entries that are not 0: the form of a block decides about no bits. */
  private int entries(Block block, int row) {
    int entries = 0;
    view.row(block, row);
    for (int e = view.from(0); e < view.to(0); e++) {
      entries += view.values[e] == 0 ? 0 : 1;
    }
    return entries;
  }

  /**
   * Decides by the rows alone how the first layer multiplies, and writes out zeros where it must.
   */
  private void prepare() {
    sparse = anySparse && entries <= kernels.sparseShare() * rows * width[0];
    if (!sparse) {
      if (values.get(0) == null) {
        values.set(0, kernels.allocate(capacity * width[0]));
      }
      for (int i = 0; i < rows; i++) {
        kernels.loadRow(view(i), values.get(0), i * width[0]);
      }
    }
    turned = sparse && entries >= width[0];
    if (turned && lines == null) {
      lines = kernels.allocateLines(width[0], width[1]);
      lineGradients = kernels.allocateLines(width[0], width[1]);
      present = new int[width[0] + 1];
    }
    if (turned) {
      findColumns();
    }
    ready = true;
  }

  private RowView view(int i) {
    view.row(blocks[i], rowOf[i]);
    return view;
  }

  /** Lists the columns in which a row has an entry, in their order. */
  private void findColumns() {
    found.clear();
    for (int i = 0; i < rows; i++) {
      RowView row = view(i);
      int from = row.from(0);
      for (int e = from; e < row.to(0); e++) {
        found.set(row.columns == null ? e - from : row.columns[e]);
      }
    }
    int count = 0;
    for (int j = found.nextSetBit(0); j >= 0; j = found.nextSetBit(j + 1)) {
      present[count++] = j;
    }
    present[count] = -1;
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
    if (!ready) {
      prepare();
    }
    int last = width.length - 1;
    for (int layer = 1; layer <= last; layer++) {
      int in = width[layer - 1];
      int out = width[layer];
      int at = weightsAt[layer - 1];
      A here = values.get(layer);
      kernels.fillRows(parameters, at + in * out, rows, out, here);
      if (layer == 1 && sparse) {
        multiplySparse(parameters, at, out, here);
      } else {
        A below = values.get(layer - 1);
        kernels.multiply(false, true, rows, out, in, below, 0, parameters, at, 1, here, 0);
      }
      if (layer < last) {
        kernels.activate(activations.get(layer - 1), rows * out, here);
      }
    }
    return values.get(last);
  }

  /** Adds the first layer's products with rows of few entries. */
  private void multiplySparse(A parameters, int at, int out, A here) {
    if (turned) {
      kernels.transpose(parameters, at, out, width[0], present, lines);
    }
    A[] columns = turned ? lines : null;
    for (int i = 0; i < rows; i++) {
      kernels.multiply(view(i), out, parameters, at, columns, here, i * out);
    }
  }

  /** Adds a layer's gradient and passes its slopes on to the layer below. */
  private void backward(int layer, A parameters, A gradient) {
    int in = width[layer - 1];
    int out = width[layer];
    int at = weightsAt[layer - 1];
    A here = slopes.get(layer);
    kernels.addRows(rows, out, here, gradient, at + in * out);
    if (layer == 1 && sparse) {
      A[] sums = turned ? lineGradients : null;
      for (int i = 0; i < rows; i++) {
        kernels.addOuter(view(i), out, here, i * out, gradient, at, sums);
      }
      if (turned) {
        kernels.moveTransposed(sums, out, in, present, gradient, at);
      }
      return;
    }
    A below = values.get(layer - 1);
    kernels.multiply(true, false, out, in, rows, here, 0, below, 0, 1, gradient, at);
    if (layer > 1) {
      A passed = slopes.get(layer - 1);
      kernels.multiply(false, false, rows, in, out, here, 0, parameters, at, 0, passed, 0);
      kernels.multiplyByDerivative(activations.get(layer - 2), rows * in, below, passed);
    }
  }
}
