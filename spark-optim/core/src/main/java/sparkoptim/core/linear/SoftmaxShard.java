// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.util.List;
import sparkoptim.core.data.Block;
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
  static void margins(Block block, int row, double[] point, boolean intercept, double[] margins) {
    int classes = margins.length;
    int constant = block.width * classes;
    for (int k = 0; k < classes; k++) {
      margins[k] = intercept ? point[constant + k] : 0;
    }
    int from = block.from(row);
    int to = block.to(row);
    for (int i = from; i < to; i++) {
      double value = block.values[i];
      if (value != 0) {
        int at = (block.columns == null ? i - from : block.columns[i]) * classes;
        for (int k = 0; k < classes; k++) {
          margins[k] += value * point[at + k];
        }
      }
    }
  }

  @Override
  void margins(Block block, int[] some, int count, double[] point, double[] to) {
    for (int i = 0; i < count; i++) {
      margins(block, some[i], point, intercept, margins);
      System.arraycopy(margins, 0, to, i * classes, classes);
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
    for (int i = 0; i < count; i++) {
      add(block, some[i], slopes, i * classes, sum);
    }
  }

  private void add(Block block, int row, double[] slopes, int at, double[] sum) {
    double weight = block.weight(row);
    int from = block.from(row);
    int to = block.to(row);
    int[] places = targets.of(block);
    int shift = targets.shift(from);
    int stride = targets.stride();
    for (int i = from; i < to; i++) {
      double value = weight * block.values[i];
      if (value != 0) {
        int start = block.columns == null ? (i - from) * classes : places[i + shift] * stride;
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
