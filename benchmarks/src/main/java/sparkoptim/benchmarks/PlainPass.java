// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.util.Arrays;
import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowOrder;
import sparkoptim.core.linear.LinearProblem;

/**
 * The plain loop beside local steps: shard after shard, one pass of variance-reduced single-row
 * steps over dense rows from a common snapshot, on one thread; then the mean of the end points.
 */
final class PlainPass {
  private final LinearProblem problem;
  private final List<List<Block>> shards;

  PlainPass(LinearProblem problem, List<List<Block>> shards) {
    this.problem = problem;
    this.shards = shards;
  }

  /** Returns the passes per second, snapshots included. */
  double rate(int passes, double eta) {
    int width = problem.features();
    double[] x = new double[width + 1];
    double penalty = problem.featurePenalty().l2()[0];
    double[] slopes = new double[(int) problem.rows()];
    long start = System.nanoTime();
    for (int pass = 0; pass < passes; pass++) {
      double[] snapshot = x.clone();
      double[] mean = new double[width + 1];
      int at = 0;
      for (List<Block> blocks : shards) {
        for (Block block : blocks) {
          for (int row = 0; row < block.rows(); row++) {
            double slope = slope(block, row, snapshot);
            slopes[at++] = slope;
            int from = block.from(row);
            for (int j = 0; j < width; j++) {
              mean[j] += slope * block.values.at(from + j);
            }
            mean[width] += slope;
          }
        }
      }
      for (int j = 0; j <= width; j++) {
        mean[j] /= problem.rows();
      }
      double[] average = new double[width + 1];
      int firstOfShard = 0;
      for (int shard = 0; shard < shards.size(); shard++) {
        List<Block> blocks = shards.get(shard);
        int[] firstRow = new int[blocks.size() + 1];
        for (int b = 0; b < blocks.size(); b++) {
          firstRow[b + 1] = firstRow[b] + blocks.get(b).rows();
        }
        double[] y = snapshot.clone();
        RowOrder order = new RowOrder(blocks, problem.seed(), shard);
        for (order.seek(pass, 0); order.block() != null; order.advance()) {
          Block block = order.block();
          int row = order.row();
          int from = block.from(row);
          double before = slopes[firstOfShard + firstRow[block.index] + row];
          double difference = slope(block, row, y) - before;
          double[] values = block.values.doubles();
          for (int j = 0; j < width; j++) {
            y[j] -= eta * (difference * values[from + j] + mean[j] + penalty * y[j]);
          }
          y[width] -= eta * (difference + mean[width]);
        }
        for (int j = 0; j <= width; j++) {
          average[j] += y[j] / shards.size();
        }
        firstOfShard += firstRow[blocks.size()];
      }
      x = Arrays.copyOf(average, width + 1);
    }
    return passes / ((System.nanoTime() - start) / 1e9);
  }

  private double slope(Block block, int row, double[] x) {
    double[] values = block.values.doubles();
    int from = block.from(row);
    int width = problem.features();
    double s0 = x[width];
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int j = 0;
    for (; j + 3 < width; j += 4) {
      s0 += values[from + j] * x[j];
      s1 += values[from + j + 1] * x[j + 1];
      s2 += values[from + j + 2] * x[j + 2];
      s3 += values[from + j + 3] * x[j + 3];
    }
    for (; j < width; j++) {
      s0 += values[from + j] * x[j];
    }
    return 1 / (1 + Math.exp(-((s0 + s1) + (s2 + s3)))) - block.labels[row];
  }
}
