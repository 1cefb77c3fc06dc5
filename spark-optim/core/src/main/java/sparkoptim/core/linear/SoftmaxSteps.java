// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.util.Arrays;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardRequest;

/** Single-row steps with K margins a row: softmax cross-entropy. */
abstract class SoftmaxSteps extends RowSteps {
  /** The length of a row's step along its features, per output. */
  final double[] lengths;

  private final double[] margins;
  private final double[] there;
  private final double[] slopes;

  SoftmaxSteps(LinearProblem problem, ShardRequest request) {
    super(problem, request);
    margins = new double[outputs];
    there = new double[outputs];
    slopes = new double[outputs];
    lengths = new double[outputs];
  }

  /** Fills the lengths from the point, all parts together; returns the row's unweighted loss. */
  final double measure(Block block, int row, int parts, double[] snapshotSlopes, int slopesAt) {
    SoftmaxShard.margins(view, 0, features, x, intercept, margins);
    Arrays.fill(lengths, 0);
    double share = eta * (rowScale * block.weight(row) / parts);
    double fall = fall(parts);
    double loss = 0;
    for (int part = 0; part < parts; part++) {
      System.arraycopy(margins, 0, there, 0, outputs);
      double value = Softmax.slopes((int) block.labels[row], there, slopes, 0);
      loss = part == 0 ? value : loss;
      for (int k = 0; k < outputs; k++) {
        double own =
            share * (plain ? slopes[k] : slopes[k] - coefficient * snapshotSlopes[slopesAt + k]);
        margins[k] -= own * fall;
        lengths[k] += own;
      }
    }
    return loss;
  }
}
