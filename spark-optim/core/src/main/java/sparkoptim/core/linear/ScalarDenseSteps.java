// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import sparkoptim.core.data.Block;
import sparkoptim.core.data.Values;
import sparkoptim.core.sharded.ShardRequest;

/** {@link ScalarSparseSteps} over dense rows: every step touches every coordinate. */
final class ScalarDenseSteps extends ScalarSteps {
  private final double[] line;

  ScalarDenseSteps(LinearProblem problem, ScalarLoss loss, ShardRequest request) {
    super(problem, loss, request);
    line = new double[features];
  }

  @Override
  double step(Block block, int row, int parts, double[] snapshotSlopes, int slopesAt) {
    double constant = intercept ? x[features] : 0;
    double margin = constant + Values.dot(view.values, view.from(0), x, features);
    double length = length(block, row, parts, margin, snapshotSlopes, slopesAt);
    move(view.values, view.from(0), length);
    if (intercept) {
      x[features] -= length + drift[features];
    }
    return plain ? block.weight(row) * loss.value(block.labels[row], margin) : 0;
  }

  /** Moves the point along a copy of the row, for the reason that {@link Values#addTo} gives. */
  private void move(double[] values, int from, double length) {
    double[] at = x;
    double[] a = line;
    double[] c = drift;
    double[] q = shrink;
    System.arraycopy(values, from, a, 0, a.length);
    for (int j = 0; j < a.length; j++) {
      at[j] -= length * a[j] + (c[j] + q[j] * at[j]);
    }
  }
}
