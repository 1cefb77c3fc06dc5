package sparkoptim.core.linear;

import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardRequest;

/** {@link ScalarSparseSteps} over dense rows: every step touches every coordinate. */
final class ScalarDenseSteps extends RowSteps {
  private final ScalarLoss loss;

  ScalarDenseSteps(LinearProblem problem, ShardRequest request) {
    super(problem, request);
    loss = problem.loss();
  }

  @Override
  double step(Block block, int row, double share, double[] anchorSlopes, int slopesAt) {
    double margin = ScalarShard.margin(block, row, x, intercept);
    double label = block.labels[row];
    double weight = share * rowScale * block.weight(row);
    double slope = loss.slope(label, margin);
    double length = eta * weight * (plain ? slope : slope - coefficient * anchorSlopes[slopesAt]);
    double[] values = block.values;
    int from = block.from(row);
    for (int j = 0; j < features; j++) {
      x[j] -= length * values[from + j] + share * (drift[j] + shrink[j] * x[j]);
    }
    if (intercept) {
      x[features] -= length + share * drift[features];
    }
    return plain ? block.weight(row) * loss.value(label, margin) : 0;
  }
}
