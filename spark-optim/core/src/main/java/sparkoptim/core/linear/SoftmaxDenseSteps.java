package sparkoptim.core.linear;

import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardRequest;

/** {@link SoftmaxSparseSteps} over dense rows: every step touches every coordinate. */
final class SoftmaxDenseSteps extends RowSteps {
  private final double[] margins;
  private final double[] slopes;

  SoftmaxDenseSteps(LinearProblem problem, ShardRequest request) {
    super(problem, request);
    margins = new double[outputs];
    slopes = new double[outputs];
  }

  @Override
  double step(Block block, int row, double share, double[] anchorSlopes, int slopesAt) {
    SoftmaxShard.margins(block, row, x, intercept, margins);
    double loss = Softmax.slopes((int) block.labels[row], margins, slopes, 0);
    double length = eta * share * rowScale * block.weight(row);
    for (int k = 0; k < outputs; k++) {
      slopes[k] =
          length * (plain ? slopes[k] : slopes[k] - coefficient * anchorSlopes[slopesAt + k]);
    }
    int from = block.from(row);
    int i = 0;
    for (int j = 0; j < features; j++) {
      double value = block.values[from + j];
      double shrunk = shrink[j];
      for (int k = 0; k < outputs; k++, i++) {
        x[i] -= value * slopes[k] + share * (drift[i] + shrunk * x[i]);
      }
    }
    if (intercept) {
      for (int k = 0; k < outputs; k++, i++) {
        x[i] -= slopes[k] + share * drift[i];
      }
    }
    return plain ? block.weight(row) * loss : 0;
  }
}
