// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardRequest;

/** {@link SoftmaxSparseSteps} over dense rows: every step touches every coordinate. */
final class SoftmaxDenseSteps extends SoftmaxSteps {
  SoftmaxDenseSteps(LinearProblem problem, ShardRequest request) {
    super(problem, request);
  }

  @Override
  double step(Block block, int row, int parts, double[] snapshotSlopes, int slopesAt) {
    double loss = measure(block, row, parts, snapshotSlopes, slopesAt);
    int from = view.from(0);
    int i = 0;
    for (int j = 0; j < features; j++) {
      double value = view.values[from + j];
      double shrunk = shrink[j];
      for (int k = 0; k < outputs; k++, i++) {
        x[i] -= value * lengths[k] + (drift[i] + shrunk * x[i]);
      }
    }
    if (intercept) {
      for (int k = 0; k < outputs; k++, i++) {
        x[i] -= lengths[k] + drift[i];
      }
    }
    return plain ? block.weight(row) * loss : 0;
  }
}
