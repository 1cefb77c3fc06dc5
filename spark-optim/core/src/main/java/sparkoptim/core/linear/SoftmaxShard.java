package sparkoptim.core.linear;

import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardRequest;

/** One shard of a linear model with softmax cross-entropy over K classes. */
final class SoftmaxShard extends RowShard {
  private final int classes;
  private final boolean intercept;
  private final double[] margins;
  private final double[] rowSlopes;

  SoftmaxShard(LinearProblem problem, int shard, List<Block> blocks, boolean remember) {
    super(problem, shard, blocks, remember);
    classes = problem.outputs();
    intercept = problem.intercept();
    margins = new double[classes];
    rowSlopes = new double[classes];
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
  double add(
      Block block,
      int row,
      double[] point,
      double coefficient,
      double[] anchorSlopes,
      int slopesAt,
      double[] sum) {
    double loss = slopes(block, row, point, rowSlopes, 0);
    if (anchorSlopes != null) {
      for (int k = 0; k < classes; k++) {
        rowSlopes[k] -= coefficient * anchorSlopes[slopesAt + k];
      }
    }
    addGradient(block, row, rowSlopes, 0, sum);
    return block.weight(row) * loss;
  }

  @Override
  double slopes(Block block, int row, double[] point, double[] slopes, int at) {
    margins(block, row, point, intercept, margins);
    return Softmax.slopes((int) block.labels[row], margins, slopes, at);
  }

  @Override
  void addGradient(Block block, int row, double[] slopes, int at, double[] sum) {
    double weight = block.weight(row);
    int from = block.from(row);
    int to = block.to(row);
    int[] targets = targets(block);
    int shift = shift(from);
    int stride = stride();
    for (int i = from; i < to; i++) {
      double value = weight * block.values[i];
      if (value != 0) {
        int start = block.columns == null ? (i - from) * classes : targets[i + shift] * stride;
        for (int k = 0; k < classes; k++) {
          sum[start + k] += value * slopes[at + k];
        }
      }
    }
    if (intercept) {
      int constant = constantTarget();
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
