package sparkoptim.core.linear;

import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardRequest;

/** {@link SoftmaxSparseSteps} over dense rows: every step touches every coordinate. */
final class SoftmaxDenseSteps implements RowShard.RowSteps {
  private final int features;
  private final int classes;
  private final boolean intercept;
  private final boolean plain;
  private final double rowScale;
  private final double eta;
  private final double coefficient;
  private final double[] x;
  private final double[] drift;
  private final double[] shrink;
  private final double[] margins;
  private final double[] slopes;

  SoftmaxDenseSteps(LinearProblem problem, ShardRequest request) {
    features = problem.features();
    classes = problem.outputs();
    intercept = problem.intercept();
    plain = request.anchor == null;
    rowScale = problem.rowScale();
    eta = request.eta;
    coefficient = request.coefficient;
    x = request.point.clone();
    drift = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      drift[i] = plain ? 0 : eta * request.drift[i];
    }
    shrink = new double[features];
    for (int j = 0; j < features; j++) {
      shrink[j] = problem.featurePenalty() == null ? 0 : eta * problem.featurePenalty()[j];
    }
    margins = new double[classes];
    slopes = new double[classes];
  }

  @Override
  public double step(Block block, int row, double share, double[] anchorSlopes, int slopesAt) {
    SoftmaxShard.margins(block, row, x, intercept, margins);
    double loss = Softmax.slopes((int) block.labels[row], margins, slopes, 0);
    double length = eta * share * rowScale * block.weight(row);
    for (int k = 0; k < classes; k++) {
      slopes[k] =
          length * (plain ? slopes[k] : slopes[k] - coefficient * anchorSlopes[slopesAt + k]);
    }
    int from = block.from(row);
    int i = 0;
    for (int j = 0; j < features; j++) {
      double value = block.values[from + j];
      double shrunk = shrink[j];
      for (int k = 0; k < classes; k++, i++) {
        x[i] -= value * slopes[k] + share * (drift[i] + shrunk * x[i]);
      }
    }
    if (intercept) {
      for (int k = 0; k < classes; k++, i++) {
        x[i] -= slopes[k] + share * drift[i];
      }
    }
    return plain ? block.weight(row) * loss : 0;
  }

  @Override
  public void finish(double[] result) {
    System.arraycopy(x, 0, result, 0, x.length);
  }
}
