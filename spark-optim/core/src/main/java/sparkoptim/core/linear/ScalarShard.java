package sparkoptim.core.linear;

import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardRequest;

/** One shard of a linear model with one margin per row. */
final class ScalarShard extends RowShard {
  private final ScalarLoss loss;
  private final int features;
  private final boolean intercept;

  ScalarShard(LinearProblem problem, int shard, List<Block> blocks, boolean remember) {
    super(problem, shard, blocks, remember);
    loss = problem.loss();
    features = problem.features();
    intercept = problem.intercept();
  }

  /** The margin of a row; two running sums, so that additions overlap. */
  static double margin(Block block, int row, double[] point, boolean intercept) {
    double[] values = block.values;
    int[] columns = block.columns;
    int i = block.from(row);
    int to = block.to(row);
    double even = intercept ? point[block.width] : 0;
    double odd = 0;
    if (columns == null) {
      int shift = i;
      for (; i + 1 < to; i += 2) {
        even += values[i] * point[i - shift];
        odd += values[i + 1] * point[i + 1 - shift];
      }
      return i < to ? even + odd + values[i] * point[i - shift] : even + odd;
    }
    for (; i + 1 < to; i += 2) {
      even += values[i] * point[columns[i]];
      odd += values[i + 1] * point[columns[i + 1]];
    }
    return i < to ? even + odd + values[i] * point[columns[i]] : even + odd;
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
    double margin = margin(block, row, point, intercept);
    double label = block.labels[row];
    double slope = loss.slope(label, margin);
    if (anchorSlopes != null) {
      slope -= coefficient * anchorSlopes[slopesAt];
    }
    double weight = block.weight(row);
    addRow(block, row, weight * slope, sum);
    return weight * loss.value(label, margin);
  }

  @Override
  double slopes(Block block, int row, double[] point, double[] slopes, int at) {
    double margin = margin(block, row, point, intercept);
    slopes[at] = loss.slope(block.labels[row], margin);
    return loss.value(block.labels[row], margin);
  }

  @Override
  void addGradient(Block block, int row, double[] slopes, int at, double[] sum) {
    addRow(block, row, block.weight(row) * slopes[at], sum);
  }

  private void addRow(Block block, int row, double slope, double[] sum) {
    double[] values = block.values;
    int[] columns = block.columns;
    int from = block.from(row);
    int to = block.to(row);
    if (columns == null) {
      for (int j = 0; j < features; j++) {
        sum[j] += slope * values[from + j];
      }
    } else {
      for (int i = from; i < to; i++) {
        sum[columns[i]] += slope * values[i];
      }
    }
    if (intercept) {
      sum[features] += slope;
    }
  }

  @Override
  RowSteps steps(ShardRequest request, boolean sparse) {
    return sparse
        ? new ScalarSparseSteps(problem, request)
        : new ScalarDenseSteps(problem, request);
  }
}
