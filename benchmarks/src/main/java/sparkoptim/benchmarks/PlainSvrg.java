// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import sparkoptim.core.data.Block;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.sharded.BatchRows;
import sparkoptim.core.sharded.ShardRequest;

/**
 * What a careful programmer writes without this library: binary logistic regression by mini-batch
 * SVRG in plain loops, on one thread or on several that spin at a barrier. The same rows, shards
 * and order as ours; slopes at the snapshot are remembered.
 */
final class PlainSvrg {
  private final LinearProblem problem;
  private final List<List<Block>> shards;
  private final int threads;
  private final int width;
  private final double[][][] sums;
  private final AtomicInteger arrived = new AtomicInteger();
  private volatile int phase;

  PlainSvrg(LinearProblem problem, List<List<Block>> shards, int threads) {
    this.problem = problem;
    this.shards = shards;
    this.threads = threads;
    width = problem.features();
    sums = new double[2][threads][width + 1];
  }

  /** Returns the steps per second over a number of steps. */
  double rate(long batch, long steps, double eta) {
    Thread[] others = new Thread[threads - 1];
    for (int i = 0; i < others.length; i++) {
      int thread = i + 1;
      others[i] = new Thread(() -> run(thread, batch, steps, eta));
      others[i].start();
    }
    long start = System.nanoTime();
    run(0, batch, steps, eta);
    double seconds = (System.nanoTime() - start) / 1e9;
    for (Thread other : others) {
      try {
        other.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return steps / seconds;
  }

  /** One thread's shards, and what it remembers of them. */
  private final class Part {
    private final BatchRows[] rows;
    private final double[][] slopes;
    private final int[][] firstRow;
    private final int first;
    private final int[] some = new int[64];

    Part(int thread) {
      first = shards.size() * thread / threads;
      int count = shards.size() * (thread + 1) / threads - first;
      rows = new BatchRows[count];
      slopes = new double[count][];
      firstRow = new int[count][];
      for (int i = 0; i < count; i++) {
        List<Block> blocks = shards.get(first + i);
        rows[i] = new BatchRows(blocks, first + i, shards.size(), problem.seed());
        firstRow[i] = new int[blocks.size() + 1];
        for (int b = 0; b < blocks.size(); b++) {
          firstRow[i][b + 1] = firstRow[i][b] + blocks.get(b).rows();
        }
        slopes[i] = new double[firstRow[i][blocks.size()]];
      }
    }

    /** Adds the gradient at a snapshot, and remembers slopes. */
    void snapshot(double[] x, double[] sum) {
      for (int i = 0; i < rows.length; i++) {
        for (Block block : shards.get(first + i)) {
          for (int row = 0; row < block.rows(); row++) {
            double slope = slope(block, row, x);
            slopes[i][firstRow[i][block.index] + row] = slope;
            add(block, row, slope, sum);
          }
        }
      }
    }

    private int next(BatchRows batch) {
      return batch.next(some, some.length);
    }

    /** Adds differences of gradients of a batch. */
    void batch(ShardRequest request, double[] x, double[] sum) {
      for (int i = 0; i < rows.length; i++) {
        BatchRows batch = rows[i];
        batch.seek(request);
        for (int count = next(batch); count > 0; count = next(batch)) {
          Block block = batch.block();
          for (int k = 0; k < count; k++) {
            int row = some[k];
            double before = slopes[i][firstRow[i][block.index] + row];
            add(block, row, slope(block, row, x) - before, sum);
          }
        }
      }
    }
  }

  private void run(int thread, long batch, long steps, double eta) {
    Part part = new Part(thread);
    double[] x = new double[width + 1];
    double[] mean = new double[width + 1];
    ShardRequest request = new ShardRequest();
    long rows = problem.rows();
    long perEpoch = (rows + batch - 1) / batch;
    double penalty = problem.featurePenalty().l2()[0];
    int turn = 0;
    for (long step = 0; step < steps; step++) {
      if (step % perEpoch == 0) {
        turn = 1 - turn;
        Arrays.fill(sums[turn][thread], 0);
        part.snapshot(x, sums[turn][thread]);
        meet();
        total(sums[turn], mean);
        for (int j = 0; j < mean.length; j++) {
          mean[j] /= rows;
        }
      }
      request.epoch = step / perEpoch;
      request.from = step % perEpoch * batch;
      request.to = Math.min(rows, request.from + batch);
      turn = 1 - turn;
      double[] sum = sums[turn][thread];
      Arrays.fill(sum, 0);
      part.batch(request, x, sum);
      meet();
      double scale = 1.0 / (request.to - request.from);
      double[][] all = sums[turn];
      for (int j = 0; j < width; j++) {
        x[j] -= eta * (scale * sum(all, j) + mean[j] + penalty * x[j]);
      }
      x[width] -= eta * (scale * sum(all, width) + mean[width]);
    }
  }

  private static double sum(double[][] all, int j) {
    return all.length == 1 ? all[0][j] : all[0][j] + all[1][j];
  }

  private static void total(double[][] all, double[] result) {
    for (int j = 0; j < result.length; j++) {
      result[j] = sum(all, j);
    }
  }

  private void meet() {
    if (threads > 1) {
      int now = phase;
      if (arrived.incrementAndGet() == threads) {
        arrived.set(0);
        phase = now + 1;
      } else {
        while (phase == now) {
          Thread.onSpinWait();
        }
      }
    }
  }

  private double slope(Block block, int row, double[] x) {
    double even = x[width];
    double odd = 0;
    int from = block.from(row);
    int to = block.to(row);
    double[] values = block.values.doubles();
    int[] columns = block.sparse() ? block.columns.ints(block.offsets) : null;
    int i = from;
    if (columns == null) {
      for (; i + 1 < to; i += 2) {
        even += values[i] * x[i - from];
        odd += values[i + 1] * x[i + 1 - from];
      }
      if (i < to) {
        even += values[i] * x[i - from];
      }
    } else {
      for (; i + 1 < to; i += 2) {
        even += values[i] * x[columns[i]];
        odd += values[i + 1] * x[columns[i + 1]];
      }
      if (i < to) {
        even += values[i] * x[columns[i]];
      }
    }
    return 1 / (1 + Math.exp(-(even + odd))) - block.labels[row];
  }

  private void add(Block block, int row, double slope, double[] sum) {
    int from = block.from(row);
    int to = block.to(row);
    double[] values = block.values.doubles();
    int[] columns = block.sparse() ? block.columns.ints(block.offsets) : null;
    for (int i = from; i < to; i++) {
      sum[columns == null ? i - from : columns[i]] += slope * values[i];
    }
    sum[width] += slope;
  }
}
