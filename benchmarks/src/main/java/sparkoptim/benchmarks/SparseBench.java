// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.benchmarks.result.Recorder;
import sparkoptim.benchmarks.result.RoundSample;
import sparkoptim.benchmarks.result.RunRecord;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.data.Block;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.sharded.LocalCollective;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardedObjective;

/**
 * Mini-batch steps of logistic regression on one thread over sparse rows of many columns: along the
 * touched coordinates, in turn with the same steps along all.
 */
final class SparseBench {
  private static final int WIDTH = 1_000_000;
  private static final int ENTRIES = 100;
  private static final int SHARDS = 8;
  private static final int BLOCKS = 10;
  private static final int BLOCK_ROWS = 800;
  private static final int ROWS = SHARDS * BLOCKS * BLOCK_ROWS;
  private static final int BATCH = 64;
  private static final int SPARSE_STEPS = ROWS / BATCH;
  private static final int DENSE_STEPS = 10;
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 7;

  /** Least speedup of steps along the touched coordinates. */
  private static final double MUST = 5;

  private final List<List<Block>> blocks = new ArrayList<>();

  BenchmarkResult run(RunRecord record) {
    SplittableRandom random = new SplittableRandom(1);
    for (int shard = 0; shard < SHARDS; shard++) {
      List<Block> ofShard = new ArrayList<>();
      for (int index = 0; index < BLOCKS; index++) {
        ofShard.add(block(shard, index, random));
      }
      blocks.add(ofShard);
    }
    Recorder recorder = new Recorder("sparse", record, "method");
    recorder.add(measure("plain + sgd + linear(0.1, 0.01)", false));
    recorder.add(measure("plain + adagrad + constant(0.1)", false));
    recorder.add(measure("plain + sgd + linear(0.1, 0.01)", true));
    recorder.add(measure("alpha-svrg(0.75) + sgd + constant(0.1)", false));
    recorder.add(measure("alpha-svrg(0.75) + sgd + constant(0.1)", true));
    return recorder.result();
  }

  private Figure[] measure(String method, boolean penalised) {
    Loop touched = loop(method, penalised, (long) ROWS * ENTRIES);
    Loop all = loop(method, penalised, 0);
    var sparse = new InterleavedRounds.Contestant<>(() -> steps(touched, SPARSE_STEPS));
    var dense = new InterleavedRounds.Contestant<>(() -> steps(all, DENSE_STEPS));
    InterleavedRounds.run(WARM_UP, ROUNDS, List.of(sparse, dense));
    RoundSample ratios =
        InterleavedRounds.ratio(dense, sparse).times((double) SPARSE_STEPS / DENSE_STEPS);
    String label = "`%s`%s".formatted(method, penalised ? ", L2 penalty" : "");
    return new Figure[] {
      Figure.of("touched", SPARSE_STEPS / sparse.median(), "steps/s", "%,.0f")
          .better(Direction.HIGHER)
          .spread(sparse.seconds().spread())
          .labels(label),
      Figure.of("all", DENSE_STEPS / dense.median(), "steps/s", "%,.1f").labels(label),
      Figure.ratio("touched / all", ratios).must(MUST).pattern("%.0f").labels(label)
    };
  }

  private static double steps(Loop loop, int steps) {
    double loss = 0;
    for (int k = 0; k < steps; k++) {
      loss += loop.next().loss();
    }
    return loss;
  }

  private Loop loop(String method, boolean penalised, long entries) {
    double[] penalty = penalised ? new double[WIDTH] : null;
    if (penalised) {
      Arrays.fill(penalty, 1e-4);
    }
    LinearProblem problem =
        new LinearProblem(
            LogisticLoss.LOSS,
            WIDTH,
            1,
            true,
            ROWS,
            ROWS,
            SHARDS,
            entries,
            1e9,
            Penalty.ofSquares(penalty),
            1);
    List<ShardFunction> shards = new ArrayList<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      shards.add(problem.shard(shard, blocks.get(shard), true));
    }
    LocalCollective collective = new LocalCollective(shards, problem.dimension());
    ShardedObjective objective = new ShardedObjective(problem, collective, BATCH);
    double[] start = new double[problem.dimension()];
    return new Loop(OptimMethod.parse(method), objective, Integer.MAX_VALUE, 0, start);
  }

  private static Block block(int shard, int index, SplittableRandom random) {
    double[] values = random.doubles((long) BLOCK_ROWS * ENTRIES, -1, 1).toArray();
    int[] columns = new int[values.length];
    int[] offsets = new int[BLOCK_ROWS + 1];
    double[] labels = new double[BLOCK_ROWS];
    int stride = WIDTH / ENTRIES;
    for (int row = 0; row < BLOCK_ROWS; row++) {
      for (int i = 0; i < ENTRIES; i++) {
        columns[row * ENTRIES + i] = i * stride + random.nextInt(stride);
      }
      offsets[row + 1] = (row + 1) * ENTRIES;
      labels[row] = random.nextInt(2);
    }
    return new Block(shard, index, WIDTH, labels, null, offsets, columns, values);
  }
}
