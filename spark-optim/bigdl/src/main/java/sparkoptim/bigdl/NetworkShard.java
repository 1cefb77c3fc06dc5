// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.CounterRandom;
import sparkoptim.core.sharded.BatchRows;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardRequest;
import sparkoptim.core.sharded.ShardRequest.Kind;

/**
 * One shard of a network. Rows are gathered into micro-batches in their order, so that a sum
 * depends on data, batch and number of shards alone. Nothing is remembered at snapshots: a
 * variance-reduced gradient takes each micro-batch through the network twice, with the same masks
 * of dropout.
 */
final class NetworkShard<T> implements ShardFunction {
  private final NetworkProblem<T> problem;
  private final RowBatch<T> batch;
  private final BatchRows rows;
  private final int shard;
  private final int[] chunk;
  private final Map<Integer, Replica<T>> replicas = new HashMap<>();
  private Replica<T> first;

  NetworkShard(NetworkProblem<T> problem, int shard, List<Block> blocks) {
    this.problem = problem;
    this.shard = shard;
    batch = new RowBatch<>(problem.network(), problem.microBatch());
    rows = new BatchRows(blocks, shard, problem.shards(), problem.seed());
    chunk = new int[problem.microBatch()];
  }

  @Override
  public void answer(ShardRequest request, double[] result) {
    if (request.kind != Kind.EVALUATE && request.kind != Kind.FULL_GRADIENT) {
      throw new UnsupportedOperationException("a network has no answer to " + request.kind);
    }
    Arrays.fill(result, 0);
    boolean reduced = request.snapshot != null && request.coefficient != 0;
    double loss = 0;
    long key = key(request);
    rows.seek(request);
    for (int place = 0; gather(); place++) {
      Replica<T> replica = replica(batch.rows());
      double toSum = problem.lossKind().toSum(batch.rows());
      long seed = CounterRandom.key(key, place);
      if (place == 0 || reduced) {
        replica.load(request.point);
      }
      loss += toSum * replica.addGradient(seed, toSum, result);
      if (reduced) {
        replica.load(request.snapshot);
        replica.addGradient(seed, -request.coefficient * toSum, result);
      }
    }
    result[result.length - 1] = loss;
  }

  /**
   * Returns the key of all random draws in a micro-batch: two points of one batch see the same
   * masks.
   */
  private long key(ShardRequest request) {
    long key = CounterRandom.key(CounterRandom.key(problem.seed(), shard), request.epoch);
    return CounterRandom.key(key, request.allRows() ? -1 : request.from);
  }

  /** Fills a micro-batch; false at the end. */
  private boolean gather() {
    batch.clear();
    int count = -1;
    while (batch.rows() < chunk.length && count != 0) {
      count = rows.next(chunk, chunk.length - batch.rows());
      for (int i = 0; i < count; i++) {
        batch.add(rows.block(), chunk[i]);
      }
    }
    return batch.rows() > 0;
  }

  private Replica<T> replica(int size) {
    Replica<T> replica = replicas.get(size);
    if (replica == null) {
      replica = new Replica<>(problem.network(), batch, size, first);
      replicas.put(size, replica);
      first = first == null ? replica : first;
    }
    return replica;
  }

  /**
   * Returns the sum over all rows of their batches' statistics at a point, and the number of rows.
   */
  NetworkStatistics statistics(double[] point) {
    ShardRequest all = new ShardRequest();
    all.to = ShardRequest.ALL_ROWS;
    NetworkStatistics sum = new NetworkStatistics();
    rows.seek(all);
    for (int place = 0; gather(); place++) {
      Replica<T> replica = replica(batch.rows());
      replica.load(point);
      long seed = CounterRandom.key(key(all), place);
      double[] fromZero = replica.statistics(seed, 0);
      double[] fromOne = replica.statistics(seed, 1);
      sum.add(batch.rows(), fromZero, fromOne);
    }
    return sum;
  }
}
