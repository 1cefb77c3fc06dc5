package sparkoptim.core.linear;

import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardRequest;

/** {@link ScalarSparseSteps} with K margins per row: softmax cross-entropy. */
final class SoftmaxSparseSteps extends RowSteps {
  private final double[] seen;
  private final double[] margins;
  private final double[] slopes;
  private double taken;

  SoftmaxSparseSteps(LinearProblem problem, ShardRequest request) {
    super(problem, request);
    seen = new double[features];
    margins = new double[outputs];
    slopes = new double[outputs];
  }

  @Override
  double step(Block block, int row, double share, double[] anchorSlopes, int slopesAt) {
    int from = block.from(row);
    int to = block.to(row);
    for (int i = from; i < to; i++) {
      catchUp(block.columns[i]);
    }
    SoftmaxShard.margins(block, row, x, intercept, margins);
    double loss = Softmax.slopes((int) block.labels[row], margins, slopes, 0);
    double length = eta * share * rowScale * block.weight(row);
    for (int k = 0; k < outputs; k++) {
      slopes[k] =
          length * (plain ? slopes[k] : slopes[k] - coefficient * anchorSlopes[slopesAt + k]);
    }
    taken += share;
    for (int i = from; i < to; i++) {
      int feature = block.columns[i];
      move(feature, block.values[i], share);
      seen[feature] = taken;
    }
    if (intercept) {
      int constant = features * outputs;
      for (int k = 0; k < outputs; k++) {
        x[constant + k] -= slopes[k] + share * drift[constant + k];
      }
    }
    return plain ? block.weight(row) * loss : 0;
  }

  private void move(int feature, double value, double share) {
    double rate = shrink[feature];
    for (int i = feature * outputs, k = 0; k < outputs; i++, k++) {
      x[i] -= value * slopes[k] + share * (drift[i] + rate * x[i]);
    }
  }

  private void catchUp(int feature) {
    double missed = taken - seen[feature];
    if (missed > 0) {
      double rate = shrink[feature];
      double phi = LazyTerms.factor(missed, rate);
      for (int i = feature * outputs; i < (feature + 1) * outputs; i++) {
        x[i] -= phi * (drift[i] + rate * x[i]);
      }
      seen[feature] = taken;
    }
  }

  @Override
  void finish(double[] result) {
    for (int j = 0; j < features; j++) {
      catchUp(j);
    }
    super.finish(result);
  }
}
