// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import sparkoptim.core.sharded.Collective.Whole;

/**
 * The sums of weights in the mini-batches of one epoch: asked of all shards at its first step, in
 * one small reduction, since no shard knows what rows the others have in a mini-batch.
 */
final class BatchWeights {
  private final ShardedProblem problem;
  private final Collective collective;
  private final long batchSize;
  private final ShardRequest request = new ShardRequest();
  private final double[] sums;
  private final double[] factors;
  private long known = -1;

  /** Creates weights that are not asked for yet. */
  BatchWeights(ShardedProblem problem, Collective collective, long batchSize) {
    this.problem = problem;
    this.collective = collective;
    this.batchSize = batchSize;
    sums = new double[collective.space().size() + 1];
    factors =
        new double[Math.toIntExact(ShardedObjective.stepsPerEpoch(problem.rows(), batchSize))];
  }

  /**
   * Returns {@code W |B| / (n s)} for every mini-batch B of an epoch, s its sum of weights; 0 where
   * s is 0.
   *
   * @param point held part of any point: a gather comes before a reduction
   */
  double[] factors(long epoch, double[] point) {
    if (epoch != known) {
      int most = collective.space().dimension();
      for (int first = 0; first < factors.length; first += most) {
        ask(epoch, first, Math.min(factors.length, first + most), point);
      }
      known = epoch;
    }
    return factors;
  }

  private void ask(long epoch, int first, int end, double[] point) {
    request.kind = ShardRequest.Kind.BATCH_WEIGHTS;
    request.point = collective.allGather(Whole.POINT, point);
    request.epoch = epoch;
    request.batchSize = batchSize;
    request.from = first;
    request.to = end;
    collective.allReduce(request, point, sums, (at, from, to) -> 0);
    double[] part = new double[sums.length - 1];
    System.arraycopy(sums, 0, part, 0, part.length);
    double[] whole = collective.allGather(Whole.DRIFT, part);
    for (int k = first; k < end; k++) {
      long rows = Math.min(problem.rows(), (k + 1) * batchSize) - k * batchSize;
      double weight = whole[k - first];
      factors[k] = weight == 0 ? 0 : problem.weight() / problem.rows() * rows / weight;
    }
  }
}
