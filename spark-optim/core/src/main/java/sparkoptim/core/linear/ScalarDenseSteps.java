package sparkoptim.core.linear;

import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardRequest;

/** {@link ScalarSparseSteps} over dense rows: every step touches every coordinate. */
final class ScalarDenseSteps implements RowShard.RowSteps {
  private final ScalarLoss loss;
  private final int features;
  private final boolean intercept;
  private final boolean plain;
  private final double rowScale;
  private final double eta;
  private final double coefficient;
  private final double[] x;
  private final double[] drift;
  private final double[] shrink;

  ScalarDenseSteps(LinearProblem problem, ShardRequest request) {
    loss = problem.loss();
    features = problem.features();
    intercept = problem.intercept();
    plain = request.anchor == null;
    rowScale = problem.rowScale();
    eta = request.eta;
    coefficient = request.coefficient;
    x = request.point.clone();
    drift = new double[x.length];
    shrink = new double[features];
    for (int i = 0; i < x.length; i++) {
      drift[i] = plain ? 0 : eta * request.drift[i];
    }
    for (int j = 0; j < features; j++) {
      shrink[j] = problem.featurePenalty() == null ? 0 : eta * problem.featurePenalty()[j];
    }
  }

  @Override
  public double step(Block block, int row, double share, double[] anchorSlopes, int slopesAt) {
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

  @Override
  public void finish(double[] result) {
    System.arraycopy(x, 0, result, 0, x.length);
  }
}
