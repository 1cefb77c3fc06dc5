// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import sparkoptim.core.LossRange;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.ColumnMoments;
import sparkoptim.core.data.ColumnRanges;
import sparkoptim.core.linear.HuberLoss;
import sparkoptim.core.linear.LinearLoss;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.linear.PoissonLoss;
import sparkoptim.core.linear.RowNorms;
import sparkoptim.core.linear.Scaling;
import sparkoptim.core.linear.SoftmaxCrossEntropy;
import sparkoptim.core.linear.SquaredLoss;
import sparkoptim.core.sharded.LocalCollective;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardedObjective;
import sparkoptim.core.testing.SampleRows;

/** Rows as a stage trains on them: in shards, in the working scale, with their moments. */
record ScaledData(LinearProblem problem, List<List<Block>> blocks, double[] start) {
  private static final int BLOCK_ROWS = 1000;

  /** Deals rows and scales them as stages do. */
  static ScaledData of(
      SampleRows rows,
      LinearLoss loss,
      int outputs,
      boolean intercept,
      boolean standardization,
      double regParam,
      int shards) {
    return of(rows, loss, outputs, intercept, standardization, regParam, 0, shards);
  }

  /**
   * Deals rows and scales them as stages do.
   *
   * @param elasticNet share of the penalty that is L1's: {@code regParam (1 - elasticNet) / 2 |b|^2
   *     + regParam elasticNet |b|_1}
   */
  static ScaledData of(
      SampleRows rows,
      LinearLoss loss,
      int outputs,
      boolean intercept,
      boolean standardization,
      double regParam,
      double elasticNet,
      int shards) {
    int width = rows.width();
    double[] labels = rows.labels().clone();
    double strength = regParam;
    if (loss instanceof SquaredLoss) {
      double deviation = labelDeviation(rows);
      strength /= deviation;
      labels = Arrays.stream(labels).map(y -> y / deviation).toArray();
    }
    List<List<Block>> raw = deal(rows, labels, shards);
    ColumnRanges ranges = new ColumnRanges(width);
    raw.stream().flatMap(List::stream).forEach(ranges::add);
    ColumnMoments moments = null;
    for (List<Block> blocks : raw) {
      ColumnMoments of = ColumnMoments.of(width, blocks);
      moments = moments == null ? of : moments.merge(of);
    }
    Scaling scaling =
        new Scaling(ranges, moments, intercept, standardization, strength, loss.curvature());
    List<List<Block>> blocks =
        raw.stream().map(shard -> shard.stream().map(scaling::apply).toList()).toList();
    List<RowNorms> norms = blocks.stream().map(b -> RowNorms.of(b, intercept)).toList();
    double[] intercepts = intercept ? intercepts(rows, labels, loss, outputs) : new double[outputs];
    NullLoss ofNull =
        NullLoss.sum(blocks.stream().map(b -> NullLoss.of(b, loss, intercepts)).toList());
    double weight = moments.weight();
    LinearProblem problem =
        new LinearProblem(
            loss,
            width,
            outputs,
            intercept,
            rows.size(),
            weight,
            shards,
            RowNorms.entries(norms),
            RowNorms.sum(norms) / weight,
            penalty(scaling.penalty(), strength, elasticNet),
            1,
            new LossRange(ofNull.least() / weight, ofNull.ofIntercepts() / weight),
            scaling.moments(moments),
            null);
    double[] start = new double[problem.dimension()];
    if (intercept) {
      System.arraycopy(intercepts, 0, start, start.length - outputs, outputs);
    }
    return new ScaledData(problem, blocks, start);
  }

  /** Of a coefficient b = s u the weights are r (1 - e) s^2 and r e s; the squares alone r s^2. */
  private static Penalty penalty(double[] squares, double strength, double elasticNet) {
    if (elasticNet == 0 || squares == null) {
      return Penalty.ofSquares(squares);
    }
    double[] l1 = Arrays.stream(squares).map(q -> elasticNet * Math.sqrt(strength * q)).toArray();
    double[] l2 = Arrays.stream(squares).map(q -> (1 - elasticNet) * q).toArray();
    return new Penalty(l2, l1);
  }

  private static double labelDeviation(SampleRows rows) {
    double mean = 0;
    double squares = 0;
    double weight = rows.weight();
    double squaredWeight = 0;
    for (int i = 0; i < rows.size(); i++) {
      mean += rows.weights()[i] * rows.labels()[i] / weight;
      squaredWeight += rows.weights()[i] * rows.weights()[i];
    }
    for (int i = 0; i < rows.size(); i++) {
      double deviation = rows.labels()[i] - mean;
      squares += rows.weights()[i] * deviation * deviation;
    }
    return Math.sqrt(squares / (weight - squaredWeight / weight));
  }

  private static double[] intercepts(
      SampleRows rows, double[] labels, LinearLoss loss, int outputs) {
    double[] shares = new double[Math.max(2, outputs)];
    double weight = rows.weight();
    double mean = 0;
    for (int i = 0; i < labels.length; i++) {
      mean += rows.weights()[i] * labels[i] / weight;
      if (loss instanceof LogisticLoss || loss instanceof SoftmaxCrossEntropy) {
        shares[(int) labels[i]] += rows.weights()[i];
      }
    }
    if (loss instanceof LogisticLoss) {
      return new double[] {Math.log(shares[1] / shares[0])};
    }
    if (loss instanceof SoftmaxCrossEntropy) {
      double[] logs =
          Arrays.stream(shares).map(share -> Math.log(Math.max(share, 1e-300))).toArray();
      double centre = Arrays.stream(logs).average().orElseThrow();
      return Arrays.stream(logs).map(log -> log - centre).toArray();
    }
    if (loss instanceof HuberLoss) {
      double[] sorted = labels.clone();
      Arrays.sort(sorted);
      int half = sorted.length / 2;
      return new double[] {
        sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
      };
    }
    if (loss instanceof PoissonLoss) {
      return new double[] {Math.log(mean)};
    }
    return new double[] {loss instanceof SquaredLoss ? mean : 0};
  }

  /** Position g of a fixed shuffle is slot g div S of shard g mod S. */
  private static List<List<Block>> deal(SampleRows rows, double[] labels, int shards) {
    int[] order = IntStream.range(0, rows.size()).toArray();
    Random random = new Random(1);
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    List<List<Block>> all = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      List<Block> blocks = new ArrayList<>();
      List<Integer> some = new ArrayList<>();
      for (int g = shard; g < order.length; g += shards) {
        some.add(order[g]);
        if (some.size() == BLOCK_ROWS || g + shards >= order.length) {
          blocks.add(block(rows, labels, some, shard, blocks.size()));
          some.clear();
        }
      }
      all.add(blocks);
    }
    return all;
  }

  private static Block block(
      SampleRows rows, double[] labels, List<Integer> some, int shard, int index) {
    int[] offsets = new int[some.size() + 1];
    int[] columns = new int[some.size() * rows.width()];
    double[] values = new double[columns.length];
    double[] y = new double[some.size()];
    double[] w = new double[some.size()];
    int at = 0;
    for (int i = 0; i < some.size(); i++) {
      double[] row = rows.features()[some.get(i)];
      for (int j = 0; j < row.length; j++) {
        if (row[j] != 0) {
          columns[at] = j;
          values[at++] = row[j];
        }
      }
      offsets[i + 1] = at;
      y[i] = labels[some.get(i)];
      w[i] = rows.weights()[some.get(i)];
    }
    return new Block(
        shard,
        index,
        rows.width(),
        y,
        w,
        offsets,
        Arrays.copyOf(columns, at),
        Arrays.copyOf(values, at));
  }

  /** A fresh objective over all shards here, full batches. */
  ShardedObjective objective(boolean remember) {
    List<ShardFunction> functions = new ArrayList<>();
    for (int shard = 0; shard < blocks.size(); shard++) {
      functions.add(problem.shard(shard, blocks.get(shard), remember));
    }
    return new ShardedObjective(problem, new LocalCollective(functions, problem.dimension()), 0);
  }
}
