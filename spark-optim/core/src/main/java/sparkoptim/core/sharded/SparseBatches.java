// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

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
   * Asks for the mean of a mini-batch, without its dense part.
   *
   * @param scale from sums to means
   * @param gradient receives the mean along the touched coordinates, and 0 along all others
   * @return the mean loss
   */
  double evaluate(ShardRequest request, double scale, Gradient gradient) {
    collective.allReduce(request, gradient.lazyPoint, sum);
    gradient.touch(sum.indices, sum.count, sum.values, scale);
    return scale * sum.last();
  }
}
