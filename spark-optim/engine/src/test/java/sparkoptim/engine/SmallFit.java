// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import sparkoptim.core.LossRange;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.linear.RowNorms;
import sparkoptim.engine.checkpoint.RunIdentity;
import sparkoptim.engine.rows.PackedRows;
import sparkoptim.engine.rows.RowRules;

/** Rows of a logistic model, dealt, and trainings on them that last milliseconds. */
final class SmallFit implements AutoCloseable {
  static final int ROWS = 300;
  static final int WIDTH = 8;
  private static final RowRules RULES = new RowRules("label", "features", "w", 2);

  final Shards shards;
  final LinearProblem problem;
  private final PackedRows rows;

  SmallFit(long seed, int shardCount) {
    rows = PackedRows.of(LocalSpark.rows(LocalSpark.logisticRows(ROWS, WIDTH, seed), 3), RULES);
    shards = rows.intoShards(shardCount, false);
    List<Double> weights = shards.collect((shard, blocks) -> LocalSpark.weight(blocks));
    double weight = weights.stream().mapToDouble(d -> d).sum();
    List<RowNorms> norms = shards.collect((shard, blocks) -> RowNorms.of(blocks, true));
    double[] penalty = new double[WIDTH];
    Arrays.fill(penalty, 0.01);
    problem =
        new LinearProblem(
            LogisticLoss.LOSS,
            WIDTH,
            1,
            true,
            ROWS,
            weight,
            shardCount,
            RowNorms.entries(norms),
            RowNorms.sum(norms) / weight,
            Penalty.ofSquares(penalty),
            7,
            LossRange.UNKNOWN,
            LocalSpark.moments(shards, WIDTH),
            null);
  }

  Training training(String method, long batch, long steps) {
    return new Training(
        "test", OptimMethod.parse(method), problem, batch, steps, 0, new double[WIDTH + 1]);
  }

  RunIdentity identity(Training training) {
    return RunIdentity.of(training, rows.fingerprint(), Map.of());
  }

  /** Trains without interruption. */
  TrainingState train(Training training) {
    return new TrainingDriver(new RoundEngine(), RoundLimit.DEFAULT).train(training, shards);
  }

  static Engine twoRanks() {
    return new RoundEngine(2, EngineSettings.of(LocalSpark.context().getConf()));
  }

  /** Objectives and steps of a curve; its seconds differ from run to run. */
  static List<String> points(TrainingState state) {
    return state.curve().points().stream()
        .map(p -> p.step + " " + p.epoch + " " + p.passes + " " + p.objective + " " + p.stepSize)
        .toList();
  }

  @Override
  public void close() {
    shards.close();
    rows.close();
  }
}
