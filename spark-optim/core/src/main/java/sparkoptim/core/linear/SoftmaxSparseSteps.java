// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardRequest;

/** {@link ScalarSparseSteps} with K margins per row: softmax cross-entropy. */
final class SoftmaxSparseSteps extends SoftmaxSteps {
  private final double[] seen;
  private double taken;

  SoftmaxSparseSteps(LinearProblem problem, ShardRequest request) {
    super(problem, request);
    seen = new double[features];
  }

  @Override
  double step(Block block, int row, int parts, double[] snapshotSlopes, int slopesAt) {
    int from = view.from(0);
    int to = view.to(0);
    for (int i = from; i < to; i++) {
      catchUp(view.columns[i]);
    }
    double loss = measure(block, row, parts, snapshotSlopes, slopesAt);
    for (int i = from; i < to; i++) {
      move(view.columns[i] * outputs, view.values[i]);
    }
    taken++;
    if (intercept) {
      int constant = features * outputs;
      for (int k = 0; k < outputs; k++) {
        x[constant + k] -= lengths[k] + drift[constant + k];
      }
    }
    return plain ? block.weight(row) * loss : 0;
  }

  private void move(int at, double value) {
    for (int k = 0; k < outputs; k++) {
      x[at + k] -= value * lengths[k];
    }
  }

  private void catchUp(int feature) {
    double rate = shrink[feature];
    double factor = LazyTerms.factor(taken - seen[feature], rate);
    for (int i = feature * outputs; i < (feature + 1) * outputs; i++) {
      x[i] -= factor * (drift[i] + rate * x[i]);
    }
    seen[feature] = taken;
  }

  @Override
  void finish(double[] result) {
    for (int j = 0; j < features; j++) {
      catchUp(j);
    }
    super.finish(result);
  }
}
