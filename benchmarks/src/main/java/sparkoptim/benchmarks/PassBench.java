// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.spark.util.SizeEstimator;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.benchmarks.result.Recorder;
import sparkoptim.benchmarks.result.RunRecord;
import sparkoptim.core.Gradient;
import sparkoptim.core.data.Block;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.sharded.LocalCollective;
import sparkoptim.core.sharded.ShardedObjective;

/**
 * The full gradient of binary logistic regression on one thread over rows larger than the caches,
 * in the form that a fit keeps them in, in turn with a loop that only reads them as doubles and
 * ints: the limit of memory bandwidth.
 */
final class PassBench {
  private static final int WARM_UP = 4;
  private static final int ROUNDS = 11;
  private static final long BYTES = 256L << 20;

  BenchmarkResult run(RunRecord record) {
    Recorder recorder = new Recorder("passes", record, "rows");
    for (Kept kept : List.of(Kept.DOUBLES, Kept.FLOATS)) {
      recorder.add(measure("dense, 50 values", 50, 50, kept));
    }
    for (Kept kept : List.of(Kept.DOUBLES, Kept.FLOATS, Kept.BYTES)) {
      recorder.add(measure("dense, 784 values", 784, 784, kept));
    }
    for (Kept kept : List.of(Kept.DOUBLES, Kept.ONES)) {
      recorder.add(measure("sparse, 15 of 1,000", 1_000, 15, kept));
    }
    recorder.add(measure("sparse, 100 of 100,000", 100_000, 100, Kept.DOUBLES));
    return recorder.result();
  }

  /** The smallest form that holds the values. */
  private enum Kept {
    DOUBLES {
      @Override
      double of(double value) {
        return value;
      }
    },
    FLOATS {
      @Override
      double of(double value) {
        return (float) value;
      }
    },
    BYTES {
      @Override
      double of(double value) {
        return Math.rint(127 * Math.abs(value));
      }
    },
    ONES {
      @Override
      double of(double value) {
        return 1;
      }
    };

    abstract double of(double value);
  }

  private static Figure[] measure(String rowsOf, int width, int entries, Kept kept) {
    String name = rowsOf + " kept as " + kept.name().toLowerCase(Locale.ROOT);
    boolean dense = width == entries;
    long bytesOfRow = (long) entries * (dense ? 8 : 12) + (dense ? 8 : 12);
    Block block = block(width, entries, (int) (BYTES / bytesOfRow), dense, kept);
    Block compact = block.compact();
    int rows = block.rows();
    double keptBytes = SizeEstimator.estimate(compact);
    LinearProblem problem =
        new LinearProblem(
            LogisticLoss.LOSS, width, 1, true, rows, rows, 1, 0, 1e9, Penalty.NONE, 1);
    int dimension = problem.dimension();
    ShardedObjective objective =
        new ShardedObjective(
            problem,
            new LocalCollective(List.of(problem.shard(0, List.of(compact), true)), dimension),
            0);
    double[] point = new SplittableRandom(2).doubles(dimension, -0.1, 0.1).toArray();
    Gradient gradient = new Gradient(dimension);
    var pass =
        new InterleavedRounds.Contestant<Double>(() -> objective.full().evaluate(point, gradient));
    var read = new InterleavedRounds.Contestant<Double>(() -> read(block));
    InterleavedRounds.run(WARM_UP, ROUNDS, List.of(pass, read));
    double bytes = (double) bytesOfRow * rows;
    return new Figure[] {
      Figure.of("bytes a row", (double) bytesOfRow, Figure.COUNT, "%.0f").labels(name),
      Figure.of("bytes kept a row", keptBytes / rows, Figure.COUNT, "%.0f").labels(name),
      Figure.of("time a row", pass.median() / rows * 1e9, "ns", "%.1f")
          .better(Direction.LOWER)
          .spread(pass.seconds().spread())
          .labels(name),
      Figure.of("read by the gradient", bytes / pass.median() / 1e9, "GB/s", "%.1f").labels(name),
      Figure.of("read alone", bytes / read.median() / 1e9, "GB/s", "%.1f").labels(name),
      Figure.ratio("share", InterleavedRounds.ratio(read, pass)).labels(name)
    };
  }

  private static Block block(int width, int entries, int rows, boolean dense, Kept kept) {
    SplittableRandom random = new SplittableRandom(1);
    double[] values = new double[rows * entries];
    int[] columns = new int[dense ? 0 : values.length];
    int[] offsets = new int[rows + 1];
    double[] labels = new double[rows];
    for (int row = 0; row < rows; row++) {
      for (int i = row * entries; i < (row + 1) * entries; i++) {
        values[i] = kept.of(random.nextDouble(-1, 1));
      }
      if (!dense) {
        int stride = width / entries;
        for (int i = 0; i < entries; i++) {
          columns[row * entries + i] = i * stride + random.nextInt(stride);
        }
      }
      offsets[row + 1] = (row + 1) * entries;
      labels[row] = random.nextInt(2);
    }
    return dense
        ? new Block(0, 0, width, labels, null, null, null, values)
        : new Block(0, 0, width, labels, null, offsets, columns, values);
  }

  private static double read(Block block) {
    return sum(block.values.doubles())
        + sum(block.labels)
        + (block.sparse() ? sum(block.columns.ints(block.offsets)) : 0);
  }

  /** Eight sums, so that memory and not additions are the limit. */
  private static double sum(double[] values) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    double e = 0;
    double f = 0;
    double g = 0;
    double h = 0;
    int i = 0;
    for (; i + 7 < values.length; i += 8) {
      a += values[i];
      b += values[i + 1];
      c += values[i + 2];
      d += values[i + 3];
      e += values[i + 4];
      f += values[i + 5];
      g += values[i + 6];
      h += values[i + 7];
    }
    for (; i < values.length; i++) {
      a += values[i];
    }
    return a + b + c + d + e + f + g + h;
  }

  private static long sum(int[] values) {
    int sum = 0;
    for (int value : values) {
      sum += value;
    }
    return sum;
  }
}
