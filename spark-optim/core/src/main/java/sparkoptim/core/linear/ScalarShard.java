// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardRequest;

/** One shard of a linear model with one margin per row. */
final class ScalarShard extends RowShard {
  private final ScalarLoss loss;
  private final int features;
  private final boolean intercept;
  private double[] labels = {};
  private double[] losses = {};

  /** A value that nothing uses. It keeps the compiler from removing the reads. */
  double fetched;

  /** A dense row for itself, see {@link #addDense}. */
  private double[] copy;

  ScalarShard(
      LinearProblem problem, ScalarLoss loss, int shard, List<Block> blocks, boolean remember) {
    super(problem, shard, blocks, remember);
    this.loss = loss;
    features = problem.features();
    intercept = problem.intercept();
  }

  /**
   * Returns the inner product of a dense row and a point, in eight sums: as many as hide their
   * latency.
   */
  static double dot(double[] values, int from, double[] point, int width) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int j = 0;
    for (; j + 7 < width; j += 8) {
      int i = from + j;
      s0 += values[i] * point[j];
      s1 += values[i + 1] * point[j + 1];
      s2 += values[i + 2] * point[j + 2];
      s3 += values[i + 3] * point[j + 3];
      s4 += values[i + 4] * point[j + 4];
      s5 += values[i + 5] * point[j + 5];
      s6 += values[i + 6] * point[j + 6];
      s7 += values[i + 7] * point[j + 7];
    }
    double sum = (s0 + s1) + (s2 + s3) + ((s4 + s5) + (s6 + s7));
    for (; j < width; j++) {
      sum += values[from + j] * point[j];
    }
    return sum;
  }

  /**
   * Goes on with the sums over a sparse row's even and odd entries, of which the even one begins
   * with the constant; returns the inner product with the point.
   */
  private static double rest(
      double[] values,
      int[] columns,
      int from,
      int to,
      double[] point,
      double evenSum,
      double oddSum) {
    int i = from;
    double even = evenSum;
    double odd = oddSum;
    for (; i + 1 < to; i += 2) {
      even += values[i] * point[columns[i]];
      odd += values[i + 1] * point[columns[i + 1]];
    }
    return i < to ? even + odd + values[i] * point[columns[i]] : even + odd;
  }

  /**
   * Writes the margins of two sparse rows, with the bits of each by itself: the sums of one wait
   * for memory while those of the other are added up.
   */
  private static void dots(
      Block block, int first, int second, double[] point, double constant, double[] to, int at) {
    double[] values = block.values;
    int[] columns = block.columns;
    int a = block.offsets[first];
    int b = block.offsets[second];
    int endOfA = block.offsets[first + 1];
    int endOfB = block.offsets[second + 1];
    int together = Math.min(endOfA - a, endOfB - b) & ~1;
    double evenA = constant;
    double oddA = 0;
    double evenB = constant;
    double oddB = 0;
    for (int i = 0; i < together; i += 2) {
      evenA += values[a + i] * point[columns[a + i]];
      evenB += values[b + i] * point[columns[b + i]];
      oddA += values[a + i + 1] * point[columns[a + i + 1]];
      oddB += values[b + i + 1] * point[columns[b + i + 1]];
    }
    to[at] = rest(values, columns, a + together, endOfA, point, evenA, oddA);
    to[at + 1] = rest(values, columns, b + together, endOfB, point, evenB, oddB);
  }

  @Override
  void margins(Block block, int[] some, int count, double[] point, double[] margins) {
    double constant = intercept ? point[features] : 0;
    double[] values = block.values;
    int[] columns = block.columns;
    if (columns == null) {
      for (int i = 0; i < count; i++) {
        margins[i] = constant + dot(values, some[i] * features, point, features);
      }
      return;
    }
    int[] offsets = block.offsets;
    fetch(values, columns, offsets, some, count);
    int i = 0;
    for (; i + 1 < count; i += 2) {
      dots(block, some[i], some[i + 1], point, constant, margins, i);
    }
    if (i < count) {
      int row = some[i];
      margins[i] = rest(values, columns, offsets[row], offsets[row + 1], point, constant, 0);
    }
  }

  /**
   * Reads both ends of rows at scattered addresses: without arithmetic between, the processor waits
   * for many of them at once.
   */
  private void fetch(double[] values, int[] columns, int[] offsets, int[] some, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      int from = offsets[some[i]];
      int to = offsets[some[i] + 1];
      if (from < to) {
        sum += values[from] + values[to - 1] + columns[from];
      }
    }
    fetched = sum;
  }

  @Override
  double losses(Block block, int[] some, int count, double[] slopes) {
    if (labels.length < count) {
      labels = new double[count];
      losses = new double[count];
    }
    for (int i = 0; i < count; i++) {
      labels[i] = block.labels[some[i]];
    }
    loss.evaluate(labels, slopes, losses, count);
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += block.weight(some[i]) * losses[i];
    }
    return sum;
  }

  @Override
  void add(Block block, int[] some, int count, double[] slopes, double[] sum) {
    if (block.columns != null) {
      addSparse(block, some, count, slopes, sum);
      return;
    }
    for (int i = 0; i < count; i++) {
      double slope = block.weight(some[i]) * slopes[i];
      addDense(block.values, some[i] * features, slope, sum);
      if (intercept) {
        sum[features] += slope;
      }
    }
  }

  private void addSparse(Block block, int[] some, int count, double[] slopes, double[] sum) {
    double[] values = block.values;
    int[] offsets = block.offsets;
    int[] places = targets.of(block);
    int constant = targets.constant();
    for (int i = 0; i < count; i++) {
      double slope = block.weight(some[i]) * slopes[i];
      int from = offsets[some[i]];
      int to = offsets[some[i] + 1];
      int shift = targets.shift(from);
      for (int k = from; k < to; k++) {
        sum[places[k + shift]] += slope * values[k];
      }
      targets.passed(to - from);
      if (intercept) {
        sum[constant] += slope;
      }
    }
  }

  /**
   * The compiler takes several coordinates at once only where arrays are read and written at the
   * same index: at different ones they may overlap. Hence the copy, which costs little in cache.
   */
  private void addDense(double[] values, int from, double slope, double[] sum) {
    if (copy == null) {
      copy = new double[features];
    }
    double[] line = copy;
    System.arraycopy(values, from, line, 0, line.length);
    for (int j = 0; j < line.length; j++) {
      sum[j] += slope * line[j];
    }
  }

  @Override
  RowSteps steps(ShardRequest request, boolean sparse) {
    return sparse
        ? new ScalarSparseSteps(problem, loss, request)
        : new ScalarDenseSteps(problem, loss, request);
  }
}
