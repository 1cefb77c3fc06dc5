// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.gpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.benchmarks.result.RoundSample;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.data.Block;
import sparkoptim.core.device.Device;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.network.Precision;
import sparkoptim.core.ranks.ExecutorNode;
import sparkoptim.core.ranks.Layout;
import sparkoptim.core.ranks.RankCollective;
import sparkoptim.core.reduce.FixedTree;
import sparkoptim.core.sharded.Collective;
import sparkoptim.core.sharded.LocalCollective;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardRequest;
import sparkoptim.core.sharded.ShardedObjective;
import sparkoptim.engine.rows.ShardCount;

/** Figures of logistic regression on a device. */
final class LinearFigures {
  private static final int RUNS = 20;
  private static final int FEATURES = 256;
  private static final int BATCH = 8192;
  private static final int EPOCHS = 3;
  private static final int WIDE = 1_000_000;
  private static final int ENTRIES = 39;
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private final Device device;
  private double copyRate;

  LinearFigures(Device device) {
    this.device = device;
  }

  /** Returns the bytes a second of a copy on the device, measured once. */
  private double copyRate() {
    if (copyRate == 0) {
      copyRate = NvidiaPeers.copy();
    }
    return copyRate;
  }

  private static LinearProblem problem(long rows, int features, int shards, long entries) {
    return new LinearProblem(
        LogisticLoss.LOSS, features, 1, true, rows, rows, shards, entries, 1, Penalty.NONE, 7);
  }

  private static ShardRequest full(double[] point) {
    ShardRequest request = new ShardRequest();
    request.kind = ShardRequest.Kind.EVALUATE;
    request.to = ShardRequest.ALL_ROWS;
    request.point = point;
    return request;
  }

  /**
   * Returns the rate of full gradients over dense rows, and epochs of SVRG-BB beside those of the
   * cores.
   */
  List<Figure> dense(long rows) {
    double copy = copyRate(); // while there is all the memory
    int shards = ShardCount.forBatches(rows, rows * FEATURES * Double.BYTES, BATCH);
    LinearProblem problem = problem(rows, FEATURES, shards, 0);
    long start = System.nanoTime();
    List<List<Block>> blocks = MadeRows.dense(rows, FEATURES, shards);
    double made = (System.nanoTime() - start) / 1e9;
    List<Figure> measures = new ArrayList<>();
    start = System.nanoTime();
    try (ShardGroup group = device.group(problem, Precision.SINGLE, 0, blocks, true)) {
      double copied = (System.nanoTime() - start) / 1e9;
      double[] result = new double[problem.dimension() + 1];
      ShardRequest request = full(new double[problem.dimension()]);
      double seconds = Timing.median(RUNS, () -> group.answer(request, 0, shards, result));
      double rate = (double) rows * FEATURES * Float.BYTES / seconds;
      measures.add(
          Figure.ratio(
                  "full gradient, dense %,d x %d fp32: bytes/s / copy".formatted(rows, FEATURES),
                  rate / copy)
              .must(0.5)
              .aim(0.8)
              .details(
                  "%.0f of %.0f GB/s, %.2f ms; rows made in %.1f s, copied to the device in %.1f s"
                      .formatted(rate / 1e9, copy / 1e9, seconds * 1e3, made, copied)));
      double ours = epochs(problem, new LocalCollective(group, problem.dimension()), "the device");
      double cores = onCores(problem, blocks);
      measures.add(
          Figure.ratio(
                  "SVRG-BB epoch, mini-batches of %,d: device / %d cores".formatted(BATCH, CORES),
                  cores / ours)
              .must(10)
              .aim(50)
              .details("%.1f and %.1f ms".formatted(ours * 1e3, cores * 1e3)));
    }
    return measures;
  }

  /** Returns the median seconds of an epoch. */
  private static double epochs(LinearProblem problem, Collective collective, String where) {
    ShardedObjective objective = new ShardedObjective(problem, collective, BATCH);
    OptimMethod method = OptimMethod.parse("svrg + sgd + bb(eta=0.05, min=0.01, max=1)");
    long steps = objective.stepsPerEpoch();
    Loop loop =
        new Loop(method, objective, (1 + EPOCHS) * steps, 0, new double[problem.dimension()]);
    double[] seconds = new double[EPOCHS];
    double loss = 0;
    for (int epoch = -1; epoch < EPOCHS; epoch++) {
      long start = System.nanoTime();
      for (long step = 0; step < steps; step++) {
        loss = loop.next().loss();
      }
      if (epoch >= 0) {
        seconds[epoch] = (System.nanoTime() - start) / 1e9;
      }
    }
    System.out.printf(Locale.ROOT, "  last batch's loss on %s: %.6f%n", where, loss);
    return new RoundSample(seconds).median();
  }

  private static double onCores(LinearProblem problem, List<List<Block>> blocks) {
    int ranks = Math.min(CORES, problem.shards());
    Layout layout = Layout.of(problem.dimension(), problem.shards(), List.of(ranks));
    ExecutorNode node = new ExecutorNode(layout, 0, null);
    ExecutorService threads = Executors.newFixedThreadPool(ranks);
    try {
      List<Future<Double>> seconds = new ArrayList<>();
      for (int rank = 0; rank < ranks; rank++) {
        int me = rank;
        seconds.add(threads.submit(() -> onCore(problem, blocks, layout, node, me)));
      }
      return seconds.get(0).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static double onCore(
      LinearProblem problem, List<List<Block>> blocks, Layout layout, ExecutorNode node, int rank) {
    int from = layout.firstShard(rank);
    List<List<Block>> mine = blocks.subList(from, layout.firstShard(rank + 1));
    try (ShardGroup group = problem.group(from, mine, true)) {
      return epochs(problem, RankCollective.of(node, rank, group, waited -> {}), "core " + rank);
    } catch (RuntimeException | Error e) {
      node.fail(e);
      throw e;
    }
  }

  /** The rate of full gradients over wide sparse rows. */
  Figure sparse(long rows) {
    double copy = copyRate();
    long raw = rows * (ENTRIES * (Double.BYTES + Integer.BYTES) + Double.BYTES);
    int shards = ShardCount.forBatches(rows, raw, BATCH);
    LinearProblem problem = problem(rows, WIDE, shards, rows * ENTRIES);
    List<List<Block>> blocks = MadeRows.sparse(rows, WIDE, ENTRIES, shards);
    long start = System.nanoTime();
    try (ShardGroup group = device.group(problem, Precision.SINGLE, 0, blocks, true)) {
      double copied = (System.nanoTime() - start) / 1e9;
      double[] result = new double[problem.dimension() + 1];
      ShardRequest request = full(new double[problem.dimension()]);
      double seconds = Timing.median(RUNS, () -> group.answer(request, 0, shards, result));
      double bytes = rows * (ENTRIES * (double) (Float.BYTES + Integer.BYTES) + Float.BYTES);
      return Figure.ratio(
              "full gradient, %,d rows of %d of %,d columns fp32: bytes/s / copy"
                  .formatted(rows, ENTRIES, WIDE),
              bytes / seconds / copy)
          .must(0.15)
          .aim(0.4)
          .pattern("%.3f")
          .details(
              "%.0f of %.0f GB/s, %.2f ms; sorted and copied to the device in %.1f s"
                  .formatted(bytes / seconds / 1e9, copy / 1e9, seconds * 1e3, copied));
    }
  }

  /** The inner products of a Barzilai-Borwein step where the vectors are, and on the device. */
  static Figure dots() {
    double[] moved = new double[WIDE];
    double[] changed = new double[WIDE];
    Arrays.setAll(moved, i -> 1.0 / (i + 1));
    Arrays.setAll(changed, i -> 2.0 / (i + 3));
    double[] sink = new double[1];
    double host =
        Timing.median(
            RUNS, () -> sink[0] += FixedTree.dot(moved, moved) + FixedTree.dot(moved, changed));
    double there = NvidiaPeers.dots(WIDE);
    return Figure.ratio(
            "inner products of a BB step, d = %,d: one core / brought up to the device"
                .formatted(WIDE),
            host / there)
        .details("%.2f and %.2f ms (sum %.3g)".formatted(host * 1e3, there * 1e3, sink[0]));
  }

  /** Microseconds of a step that has next to nothing to compute. */
  Figure fixedCost(int features) {
    LinearProblem problem = problem(64, features, 1, 0);
    List<List<Block>> blocks = MadeRows.dense(64, features, 1);
    try (ShardGroup group = device.group(problem, Precision.SINGLE, 0, blocks, true)) {
      double[] result = new double[problem.dimension() + 1];
      ShardRequest request = full(new double[problem.dimension()]);
      double seconds = Timing.median(2000, () -> group.answer(request, 0, 1, result));
      String name =
          "fixed cost of a step, weights up and gradient down, d = %,d".formatted(features);
      return Figure.of(name, seconds * 1e6, "us", "%.2f")
          .better(Direction.LOWER)
          .aim(features == 10_000 ? 60 : Double.NaN)
          .details("wall clock of 64 rows");
    }
  }
}
