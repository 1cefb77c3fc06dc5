// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import java.util.Arrays;
import java.util.List;
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
 * variance-reduced gradient takes each micro-batch through the network twice, with the same draws.
 */
final class TorchShard implements ShardFunction {
  private final TorchProblem problem;
  private final BatchRows rows;
  private final int shard;
  private final int[] chunk;
  private final int capacity;
  private final double[] labels;
  private final double[] weights;
  private final int stored;
  private final ShardRequest part = new ShardRequest();
  private final double[] outputs;
  private final double[] rowSlopes;
  private final float[] slopes;

  /** Rows of the micro-batch, without a twin. */
  private int own;

  TorchShard(TorchProblem problem, int shard, List<Block> blocks) {
    this.problem = problem;
    this.shard = shard;
    rows = new BatchRows(blocks, shard, problem.shards(), problem.terms().seed());
    chunk = new int[problem.terms().microBatch()];
    capacity = problem.network().needsCompany() ? Math.max(2, chunk.length) : chunk.length;
    labels = new double[capacity];
    weights = new double[capacity];
    stored = blocks.stream().mapToInt(Block::rows).sum();
    outputs = new double[problem.network().outputs()];
    rowSlopes = new double[outputs.length];
    slopes = new float[capacity * outputs.length];
  }

  @Override
  public void answer(ShardRequest request, double[] result) {
    if (request.kind != Kind.EVALUATE && request.kind != Kind.FULL_GRADIENT) {
      throw new UnsupportedOperationException("a network has no answer to " + request.kind);
    }
    Arrays.fill(result, 0);
    TorchRunner runner = RunnerPool.get().take(problem.network(), capacity);
    boolean done = false;
    try {
      result[result.length - 1] = losses(runner, request, result);
      done = true;
    } finally {
      if (done) {
        RunnerPool.get().put(runner);
      } else {
        runner.close();
      }
    }
  }

  private double losses(TorchRunner runner, ShardRequest request, double[] result) {
    part.epoch = request.epoch;
    if (request.batchSize == 0) {
      return addBatch(runner, request, request.from, request.to, result);
    }
    double loss = 0;
    for (long from = 0; from < problem.rows(); from += request.batchSize) {
      Cancellation.check();
      long to = Math.min(problem.rows(), from + request.batchSize);
      loss += addBatch(runner, request, from, to, result);
    }
    return loss;
  }

  /** Adds the gradients of this shard's rows of one batch; returns their sum of losses. */
  private double addBatch(
      TorchRunner runner, ShardRequest request, long from, long to, double[] result) {
    boolean reduced = request.snapshot != null && request.coefficient != 0;
    double loss = 0;
    part.from = from;
    part.to = to;
    long key = key(part);
    rows.seek(part);
    int left = count(part);
    for (int place = 0; left > 0; place++) {
      left -= gather(runner, left);
      long seed = CounterRandom.key(key, place);
      if (place == 0 || reduced) {
        runner.load(request.point);
      }
      loss += addGradient(runner, seed, 1, result);
      if (reduced) {
        runner.load(request.snapshot);
        addGradient(runner, seed, -request.coefficient, result);
      }
    }
    return loss;
  }

  private double addGradient(TorchRunner runner, long seed, double scale, double[] result) {
    if (problem.loss().isModules()) {
      return addModulesGradient(runner, seed, scale, result);
    }
    float[] all = runner.forward(seed);
    double loss = 0;
    int width = outputs.length;
    for (int row = 0; row < runner.rows(); row++) {
      for (int k = 0; k < width; k++) {
        outputs[k] = all[row * width + k];
      }
      loss += weights[row] * problem.loss().slopes(labels[row], outputs, rowSlopes);
      for (int k = 0; k < width; k++) {
        slopes[row * width + k] = (float) (weights[row] * rowSlopes[k]);
      }
    }
    runner.backward(slopes, scale, result);
    return loss;
  }

  /** The same where the network's own code tells the loss, of each row or the mean of all. */
  private double addModulesGradient(TorchRunner runner, long seed, double scale, double[] result) {
    float[] losses = runner.losses(labels, problem.loss(), seed);
    double loss = 0;
    if (runner.tellsMean()) {
      requireEqualWeights();
      slopes[0] = own;
      loss = own * (double) losses[0];
    } else {
      for (int row = 0; row < runner.rows(); row++) {
        slopes[row] = (float) weights[row];
        loss += weights[row] * losses[row];
      }
    }
    runner.backward(slopes, scale, result);
    return loss;
  }

  private void requireEqualWeights() {
    for (int row = 0; row < own; row++) {
      if (weights[row] != 1) {
        throw ScriptArchive.refused(
            problem.network().name(),
            PlainText.of(
                "tells the mean of its losses, in which a row cannot have weight %s: let its loss be a number for each row, or leave weightCol and classWeights unset",
                weights[row]),
            null);
      }
    }
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
   * where others have many: batch normalization makes nothing of a row alone. PyTorch's modules
   * refuse one, so that a last row stands beside itself, without weight.
   *
   * @return its rows, without such a twin
   */
  private int gather(TorchRunner runner, int left) {
    int parts = (left + chunk.length - 1) / chunk.length;
    int share = (left + parts - 1) / parts;
    own = share;
    runner.clear();
    while (runner.rows() < share) {
      int count = rows.next(chunk, share - runner.rows());
      if (count == 0) {
        throw new IllegalStateException(
            PlainText.of("shard %d has fewer rows than its place says", shard));
      }
      Block block = rows.block();
      for (int i = 0; i < count; i++) {
        add(runner, block, chunk[i], block.weight(chunk[i]));
      }
      if (share == 1 && problem.network().needsCompany()) {
        add(runner, block, chunk[0], 0);
      }
    }
    return share;
  }

  private void add(TorchRunner runner, Block block, int row, double weight) {
    labels[runner.rows()] = problem.labels().apply(block.labels[row]);
    weights[runner.rows()] = weight;
    runner.add(block, row);
  }

  /**
   * Returns the statistics of all rows at a point, normalized by their micro-batches on the way.
   */
  NetworkStatistics statistics(double[] point) {
    NetworkStatistics sum = new NetworkStatistics();
    if (!problem.network().normalizes()) {
      return sum;
    }
    TorchRunner runner = RunnerPool.get().take(problem.network(), capacity);
    boolean done = false;
    try {
      runner.load(point);
      ShardRequest all = new ShardRequest();
      all.to = ShardRequest.ALL_ROWS;
      rows.seek(all);
      int left = stored;
      for (int place = 0; left > 0; place++) {
        Cancellation.check();
        int gathered = gather(runner, left);
        left -= gathered;
        long seed = CounterRandom.key(key(all), place);
        BatchStatistics.add(problem.network(), runner, gathered, seed, sum);
      }
      done = true;
      return sum;
    } finally {
      if (done) {
        RunnerPool.get().put(runner);
      } else {
        runner.close();
      }
    }
  }
}
