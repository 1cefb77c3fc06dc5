// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sparkoptim.core.Cancellation;
import sparkoptim.core.PlainText;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.CounterRandom;
import sparkoptim.core.network.NetworkStatistics;
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
  private final int stored;
  private final ShardRequest part = new ShardRequest();
  private final Map<Integer, Replica<T>> replicas = new HashMap<>();
  private Replica<T> first;

  NetworkShard(NetworkProblem<T> problem, int shard, List<Block> blocks) {
    this.problem = problem;
    this.shard = shard;
    boolean weighted = blocks.stream().anyMatch(block -> block.weights != null);
    batch = new RowBatch<>(problem.network(), problem.terms().microBatch(), weighted);
    rows = new BatchRows(blocks, shard, problem.shards(), problem.terms().seed());
    chunk = new int[problem.terms().microBatch()];
    stored = blocks.stream().mapToInt(Block::rows).sum();
  }

  @Override
  public void answer(ShardRequest request, double[] result) {
    if (request.kind == Kind.BATCH_WEIGHTS) {
      addWeights(request, result);
      return;
    }
    if (request.kind != Kind.EVALUATE && request.kind != Kind.FULL_GRADIENT) {
      throw new UnsupportedOperationException("a network has no answer to " + request.kind);
    }
    Arrays.fill(result, 0);
    part.epoch = request.epoch;
    double loss = 0;
    if (request.batchSize == 0) {
      loss = addBatch(request, 0, request.from, request.to, result);
    } else {
      int number = 0;
      for (long from = 0; from < problem.rows(); from += request.batchSize) {
        Cancellation.check();
        long to = Math.min(problem.rows(), from + request.batchSize);
        loss += addBatch(request, number++, from, to, result);
      }
    }
    result[result.length - 1] = loss;
  }

  /** Writes the sums of weights of this shard's rows in each of an epoch's mini-batches. */
  private void addWeights(ShardRequest request, double[] result) {
    Arrays.fill(result, 0);
    part.epoch = request.epoch;
    for (long number = request.from; number < request.to; number++) {
      part.from = number * request.batchSize;
      part.to = Math.min(problem.rows(), part.from + request.batchSize);
      rows.seek(part);
      double sum = 0;
      for (int count; (count = rows.next(chunk, chunk.length)) > 0; ) {
        for (int i = 0; i < count; i++) {
          sum += problem.form().weight(rows.block().labels[chunk[i]]);
        }
      }
      result[(int) (number - request.from)] = sum;
    }
  }

  /**
   * Adds the gradients of this shard's rows of one batch; returns their sum of losses.
   *
   * @param number of the batch among those of the request
   */
  private double addBatch(ShardRequest request, int number, long from, long to, double[] result) {
    boolean reduced = request.snapshot != null && request.coefficient != 0;
    double factor = request.factors == null ? 1 : request.factors[number];
    double loss = 0;
    part.from = from;
    part.to = to;
    // What counts once a batch, in sums that become means.
    long batchRows = part.allRows() ? problem.rows() : to - from;
    double once = problem.weight() / problem.rows() * batchRows;
    boolean done = false;
    boolean loaded = false;
    long key = key(part);
    rows.seek(part);
    int left = count(part);
    for (int place = 0; left > 0; place++) {
      left -= gather(left);
      Replica<T> replica = replica(batch.rows());
      double toSum = factor * toSum();
      if (toSum == 0 && !replica.addsTerms()) {
        continue;
      }
      double ofActivities = ofActivities(toSum, once, batchRows);
      long seed = CounterRandom.key(key, place);
      boolean own = replica.isRegularized() && !done && holdsFirst(part);
      if (!loaded || reduced) {
        replica.load(request.point);
        loaded = true;
      }
      loss += toSum * replica.addGradient(seed, toSum, ofActivities, result);
      if (own) {
        replica.addRegularizers(seed, once, result);
        done = true;
      }
      if (reduced) {
        replica.load(request.snapshot);
        double less = -request.coefficient;
        replica.addGradient(seed, less * toSum, less * ofActivities, result);
        if (own) {
          replica.addRegularizers(seed, less * once, result);
        }
      }
    }
    return loss;
  }

  /** Returns the factor that makes the micro-batch's loss the sum over its rows. */
  private double toSum() {
    return problem.form().weighs()
        ? batch.weight(problem.form())
        : problem.form().kind().toSum(batch.rows());
  }

  /**
   * Returns the factor of the micro-batch's penalties on activities, so that over a batch they sum
   * or mean as in a single call of its layers: with a criterion that sums, as its losses do.
   *
   * @param toSum the factor of losses
   * @param once the factor of what counts once a batch
   */
  private double ofActivities(double toSum, double once, long batchRows) {
    return switch (problem.network().activityPenalties()) {
      case NONE -> toSum;
      case SUM -> problem.form().kind() == LossKind.SUM ? toSum : once;
      case MEAN -> once * batch.rows() / batchRows;
    };
  }

  /** Returns whether a batch's first row is here: this shard adds what counts once a batch. */
  private boolean holdsFirst(ShardRequest request) {
    return (request.allRows() ? 0 : request.from % problem.shards()) == shard;
  }

  /**
   * Returns the key of all random draws in a micro-batch: two points of one batch see the same
   * masks.
   */
  private long key(ShardRequest request) {
    long key = CounterRandom.key(CounterRandom.key(problem.terms().seed(), shard), request.epoch);
    return CounterRandom.key(key, request.allRows() ? -1 : request.from);
  }

  /** Returns the number of this shard's rows in a batch. */
  private int count(ShardRequest request) {
    return request.allRows()
        ? stored
        : BatchRows.slot(request.to, shard, problem.shards())
            - BatchRows.slot(request.from, shard, problem.shards());
  }

  /**
   * Fills a micro-batch with an equal share of the rows that are left, so that none has one row
   * where others have many: batch normalization makes nothing of a row alone.
   *
   * @return its rows
   */
  private int gather(int left) {
    int parts = (left + chunk.length - 1) / chunk.length;
    int share = (left + parts - 1) / parts;
    batch.clear();
    while (batch.rows() < share) {
      int count = rows.next(chunk, share - batch.rows());
      if (count == 0) {
        throw new IllegalStateException(
            PlainText.of("shard %d has fewer rows than its place says", shard));
      }
      for (int i = 0; i < count; i++) {
        batch.add(rows.block(), chunk[i]);
      }
    }
    return share;
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
   * Returns the statistics of all rows at a point, normalized by their micro-batches on the way.
   */
  NetworkStatistics statistics(double[] point) {
    ShardRequest all = new ShardRequest();
    all.to = ShardRequest.ALL_ROWS;
    NetworkStatistics sum = new NetworkStatistics();
    rows.seek(all);
    int left = stored;
    for (int place = 0; left > 0; place++) {
      left -= gather(left);
      Replica<T> replica = replica(batch.rows());
      replica.load(point);
      long seed = CounterRandom.key(key(all), place);
      replica.addStatistics(seed, sum);
    }
    return sum;
  }
}
