// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowView;
import sparkoptim.core.sharded.ShardRequest;

/** One shard of a linear model with one margin per row. */
final class ScalarShard extends RowShard {
  private final ScalarLoss loss;
  private final int features;
  private final boolean intercept;
  private double[] labels = {};
  private double[] losses = {};
  private double[] weighted = {};

  /** A dense row for itself, see {@link sparkoptim.core.data.Values#addTo}. */
  private double[] line;

  /** A value that nothing uses. It keeps the compiler from removing the reads. */
  double fetched;

  ScalarShard(
      LinearProblem problem, ScalarLoss loss, int shard, List<Block> blocks, boolean remember) {
    super(problem, shard, blocks, remember);
    this.loss = loss;
    features = problem.features();
    intercept = problem.intercept();
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
      RowView rows, int first, double[] point, double constant, double[] to, int at) {
    double[] values = rows.values;
    int[] columns = rows.columns;
    int a = rows.from(first);
    int b = rows.from(first + 1);
    int endOfA = rows.to(first);
    int endOfB = rows.to(first + 1);
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
    if (!block.sparse()) {
      for (int i = 0; i < count; i++) {
        int from = block.from(some[i]);
        margins[i] = constant + block.values.dot(from, point, features);
      }
      return;
    }
    int most = view.most(block);
    for (int first = 0, part; first < count; first += part) {
      part = Math.min(most, count - first);
      view.rows(block, some, first, part);
      sparseMargins(part, point, constant, margins, first);
    }
  }

  private void sparseMargins(int count, double[] point, double constant, double[] margins, int at) {
    fetch(count);
    int i = 0;
    for (; i + 1 < count; i += 2) {
      dots(view, i, point, constant, margins, at + i);
    }
    if (i < count) {
      margins[at + i] =
          rest(view.values, view.columns, view.from(i), view.to(i), point, constant, 0);
    }
  }

  /**
   * Reads both ends of rows at scattered addresses: without arithmetic between, the processor waits
   * for many of them at once.
   */
  private void fetch(int count) {
    double[] values = view.values;
    int[] columns = view.columns;
    double sum = 0;
    for (int i = 0; i < count; i++) {
      int from = view.from(i);
      int to = view.to(i);
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
    if (weighted.length < count) {
      weighted = new double[count];
    }
    for (int i = 0; i < count; i++) {
      weighted[i] = block.weight(some[i]) * slopes[i];
    }
    if (block.sparse()) {
      int most = view.most(block);
      for (int first = 0, part; first < count; first += part) {
        part = Math.min(most, count - first);
        view.rows(block, some, first, part);
        addSparse(first, part, sum);
      }
    } else {
      if (line == null) {
        line = new double[features];
      }
      for (int i = 0; i < count; i++) {
        block.values.addTo(sum, weighted[i], block.from(some[i]), line);
      }
    }
    if (intercept) {
      double constant = sum[targets.constant()];
      for (int i = 0; i < count; i++) {
        constant += weighted[i];
      }
      sum[targets.constant()] = constant;
    }
  }

  private void addSparse(int first, int count, double[] sum) {
    double[] values = view.values;
    int[] places = targets.of(view);
    for (int i = 0; i < count; i++) {
      double slope = weighted[first + i];
      int from = view.from(i);
      int to = view.to(i);
      int shift = targets.shift(from);
      for (int k = from; k < to; k++) {
        sum[places[k + shift]] += slope * values[k];
      }
      targets.passed(to - from);
    }
  }

  @Override
  RowSteps steps(ShardRequest request, boolean sparse) {
    return sparse
        ? new ScalarSparseSteps(problem, loss, request)
        : new ScalarDenseSteps(problem, loss, request);
  }
}
