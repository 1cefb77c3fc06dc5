// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowView;
import sparkoptim.core.sharded.ShardRequest;

/** One shard of a linear model with softmax cross-entropy over K classes. */
final class SoftmaxShard extends RowShard {
  private final int classes;
  private final boolean intercept;
  private final double[] margins;

  SoftmaxShard(LinearProblem problem, int shard, List<Block> blocks, boolean remember) {
    super(problem, shard, blocks, remember);
    classes = problem.outputs();
    intercept = problem.intercept();
    margins = new double[classes];
  }

  /** Writes the margins of a row. */
  static void margins(
      RowView rows, int i, int width, double[] point, boolean intercept, double[] margins) {
    int classes = margins.length;
    int constant = width * classes;
    for (int k = 0; k < classes; k++) {
      margins[k] = intercept ? point[constant + k] : 0;
    }
    int from = rows.from(i);
    int to = rows.to(i);
    for (int e = from; e < to; e++) {
      double value = rows.values[e];
      if (value != 0) {
        int at = (rows.columns == null ? e - from : rows.columns[e]) * classes;
        for (int k = 0; k < classes; k++) {
          margins[k] += value * point[at + k];
        }
      }
    }
  }

  @Override
  void margins(Block block, int[] some, int count, double[] point, double[] to) {
    int most = view.most(block);
    for (int first = 0, part; first < count; first += part) {
      part = Math.min(most, count - first);
      view.rows(block, some, first, part);
      for (int i = 0; i < part; i++) {
        margins(view, i, block.width, point, intercept, margins);
        System.arraycopy(margins, 0, to, (first + i) * classes, classes);
      }
    }
  }

  @Override
  double losses(Block block, int[] some, int count, double[] slopes) {
    double loss = 0;
    for (int i = 0; i < count; i++) {
      System.arraycopy(slopes, i * classes, margins, 0, classes);
      int label = (int) block.labels[some[i]];
      loss += block.weight(some[i]) * Softmax.slopes(label, margins, slopes, i * classes);
    }
    return loss;
  }

  @Override
  void add(Block block, int[] some, int count, double[] slopes, double[] sum) {
    int most = view.most(block);
    for (int first = 0, part; first < count; first += part) {
      part = Math.min(most, count - first);
      view.rows(block, some, first, part);
      for (int i = 0; i < part; i++) {
        add(i, block.weight(some[first + i]), slopes, (first + i) * classes, sum);
      }
    }
  }

  private void add(int row, double weight, double[] slopes, int at, double[] sum) {
    int from = view.from(row);
    int to = view.to(row);
    int[] places = targets.of(view);
    int shift = targets.shift(from);
    int stride = targets.stride();
    for (int i = from; i < to; i++) {
      double value = weight * view.values[i];
      if (value != 0) {
        int start = view.columns == null ? (i - from) * classes : places[i + shift] * stride;
        for (int k = 0; k < classes; k++) {
          sum[start + k] += value * slopes[at + k];
        }
      }
    }
    targets.passed(to - from);
    if (intercept) {
      int constant = targets.constant();
      for (int k = 0; k < classes; k++) {
        sum[constant + k] += weight * slopes[at + k];
      }
    }
  }

  @Override
  RowSteps steps(ShardRequest request, boolean sparse) {
    return sparse
        ? new SoftmaxSparseSteps(problem, request)
        : new SoftmaxDenseSteps(problem, request);
  }
}
