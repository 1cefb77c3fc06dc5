// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardRequest;

/** Single-row steps with one margin a row. */
abstract class ScalarSteps extends RowSteps {
  final ScalarLoss loss;

  ScalarSteps(LinearProblem problem, ScalarLoss loss, ShardRequest request) {
    super(problem, request);
    this.loss = loss;
  }

  /** Returns the length of a row's step along its features, all parts together. */
  final double length(
      Block block, int row, int parts, double margin, double[] snapshotSlopes, int slopesAt) {
    double label = block.labels[row];
    double share = eta * (rowScale * block.weight(row) / parts);
    double correction = plain ? 0 : coefficient * snapshotSlopes[slopesAt];
    double fall = fall(parts);
    double there = margin;
    double length = 0;
    for (int part = 0; part < parts; part++) {
      double own = share * (loss.slope(label, there) - correction);
      there -= own * fall;
      length += own;
    }
    return length;
  }
}
