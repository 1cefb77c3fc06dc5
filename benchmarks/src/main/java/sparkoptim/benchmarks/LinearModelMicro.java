// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import sparkoptim.core.Gradient;
import sparkoptim.core.Snapshot;
import sparkoptim.core.data.Block;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.sharded.LocalCollective;
import sparkoptim.core.sharded.ShardedObjective;

/**
 * Nanoseconds per row of logistic regression on one thread: the full gradient, a snapshot's
 * renewal, and a pass of variance-reduced single-row steps, over dense rows of 50 and sparse rows
 * of 15 entries among 1,000 columns. Run: {@code bin/bench jmh LinearModelMicro}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LinearModelMicro {
  private static final int ROWS = 20_000;

  @Param({"dense", "sparse"})
  private String storage;

  private ShardedObjective objective;
  private Snapshot snapshot;
  private Gradient gradient;
  private double[] point;
  private long epoch;

  /** Makes the rows. */
  @Setup
  public void setUp() {
    boolean dense = storage.equals("dense");
    int width = dense ? 50 : 1000;
    int entries = dense ? 50 : 15;
    SplittableRandom random = new SplittableRandom(1);
    double[] values = random.doubles((long) ROWS * entries, -1, 1).toArray();
    double[] labels = random.ints(ROWS, 0, 2).asDoubleStream().toArray();
    int[] offsets = new int[ROWS + 1];
    int[] columns = new int[values.length];
    for (int row = 0; row < ROWS; row++) {
      int[] own = random.ints(0, width).distinct().limit(entries).sorted().toArray();
      System.arraycopy(own, 0, columns, row * entries, entries);
      offsets[row + 1] = (row + 1) * entries;
    }
    Block block =
        dense
            ? new Block(0, 0, width, labels, null, null, null, values)
            : new Block(0, 0, width, labels, null, offsets, columns, values);
    double[] penalty = new double[width];
    Arrays.fill(penalty, 1e-4);
    LinearProblem problem =
        new LinearProblem(
            LogisticLoss.LOSS,
            width,
            1,
            true,
            ROWS,
            ROWS,
            1,
            0,
            1e9,
            Penalty.ofSquares(penalty),
            1);
    objective =
        new ShardedObjective(
            problem,
            new LocalCollective(List.of(problem.shard(0, List.of(block), true)), width + 1),
            0);
    snapshot = new Snapshot(width + 1);
    gradient = new Gradient(width + 1);
    point = new double[width + 1];
    objective.fullGradient(snapshot);
  }

  /** Returns the loss and gradient over all rows. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double evaluate() {
    return objective.full().evaluate(point, gradient);
  }

  /** Returns the same, and remember every row's slope. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double fullGradient() {
    objective.fullGradient(snapshot);
    return snapshot.loss;
  }

  /** Returns a variance-reduced single-row step for every row. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double localEpoch() {
    return objective.batch(epoch++).localEpoch(point, snapshot, 1, 0.01);
  }
}
