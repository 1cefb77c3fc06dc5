// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import java.util.Arrays;
import sparkoptim.core.Gradient;
import sparkoptim.core.reduce.SparseSum;

/** Sums over mini-batches of sparse rows that cost their entries, not the length of the point. */
final class SparseBatches {
  /** Batches that touch more of all coordinates are summed faster along all of them. */
  private static final double SHARE = 0.25;

  private final Collective collective;
  private final SparseSum sum = new SparseSum();

  SparseBatches(Collective collective) {
    this.collective = collective;
  }

  /** Returns whether mini-batches touch few coordinates: by the problem and the batch alone. */
  static boolean suit(ShardedProblem problem, long batchSize) {
    return batchSize > 0
        && batchSize < problem.rows()
        && batchSize * problem.touchedPerRow() <= SHARE * problem.dimension();
  }

  /**
   * Asks for a mini-batch.
   *
   * @return its sum of losses
   */
  double ask(ShardRequest request, Gradient gradient) {
    collective.allReduce(request, gradient.lazyPoint, sum);
    return sum.last();
  }

  /** Makes the sums a gradient along the touched coordinates. */
  void finish(double scale, Gradient gradient) {
    gradient.touch(sum.indices, sum.count, sum.values, scale);
  }

  /** Writes the sums with all their zeros, and the sum of losses behind them. */
  void spread(double[] sums) {
    Arrays.fill(sums, 0);
    for (int i = 0; i < sum.count; i++) {
      sums[sum.indices[i]] = sum.values[i];
    }
    sums[sums.length - 1] = sum.last();
  }
}
