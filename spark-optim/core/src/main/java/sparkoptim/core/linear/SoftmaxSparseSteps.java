package sparkoptim.core.linear;

import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardRequest;

/** {@link ScalarSparseSteps} with K margins per row: softmax cross-entropy. */
final class SoftmaxSparseSteps implements RowShard.RowSteps {
  private final int features;
  private final int classes;
  private final boolean intercept;
  private final boolean plain;
  private final double rowScale;
  private final double eta;
  private final double coefficient;
  private final double[] x;
  private final double[] drift;
  private final double[] penalty;
  private final double[] seen;
  private final double[] margins;
  private final double[] slopes;
  private double taken;

  SoftmaxSparseSteps(LinearProblem problem, ShardRequest request) {
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
    penalty = new double[features];
    for (int j = 0; j < features; j++) {
      penalty[j] = problem.featurePenalty() == null ? 0 : eta * problem.featurePenalty()[j];
    }
    seen = new double[features];
    margins = new double[classes];
    slopes = new double[classes];
  }

  @Override
  public double step(Block block, int row, double share, double[] anchorSlopes, int slopesAt) {
    int from = block.from(row);
    int to = block.to(row);
    for (int i = from; i < to; i++) {
      catchUp(block.columns[i]);
    }
    SoftmaxShard.margins(block, row, x, intercept, margins);
    double loss = Softmax.slopes((int) block.labels[row], margins, slopes, 0);
    double length = eta * share * rowScale * block.weight(row);
    for (int k = 0; k < classes; k++) {
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
      int constant = features * classes;
      for (int k = 0; k < classes; k++) {
        x[constant + k] -= slopes[k] + share * drift[constant + k];
      }
    }
    return plain ? block.weight(row) * loss : 0;
  }

  private void move(int feature, double value, double share) {
    double shrink = penalty[feature];
    for (int i = feature * classes, k = 0; k < classes; i++, k++) {
      x[i] -= value * slopes[k] + share * (drift[i] + shrink * x[i]);
    }
  }

  private void catchUp(int feature) {
    double missed = taken - seen[feature];
    if (missed > 0) {
      double shrink = penalty[feature];
      double phi = LazyTerms.factor(missed, shrink);
      for (int i = feature * classes; i < (feature + 1) * classes; i++) {
        x[i] -= phi * (drift[i] + shrink * x[i]);
      }
      seen[feature] = taken;
    }
  }

  @Override
  public void finish(double[] result) {
    for (int j = 0; j < features; j++) {
      catchUp(j);
    }
    System.arraycopy(x, 0, result, 0, x.length);
  }
}
