// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.linear.RowNorms;
import sparkoptim.core.sharded.ShardedObjective;
import sparkoptim.engine.rows.PackedRows;
import sparkoptim.engine.rows.RowRules;

/** Mini-batches that touch few of many coordinates. */
class SparseEnginesTest {
  private static final int ROWS = 300;
  private static final int WIDTH = 200_000;
  private static final int SHARDS = 4;
  private static final long BATCH = 40;
  private static final long STEPS = 18;
  private static final RowRules RULES = new RowRules("label", "features", "w", 2);

  private static LinearProblem problem(Shards shards) {
    List<Double> weights = shards.collect((shard, blocks) -> LocalSpark.weight(blocks));
    double weight = weights.stream().mapToDouble(d -> d).sum();
    List<RowNorms> norms = shards.collect((shard, blocks) -> RowNorms.of(blocks, true));
    double rowNorm = RowNorms.sum(norms) / weight;
    double[] penalty = new double[WIDTH];
    Arrays.fill(penalty, 0.01);
    return new LinearProblem(
        LogisticLoss.LOSS,
        WIDTH,
        1,
        true,
        ROWS,
        weight,
        SHARDS,
        RowNorms.entries(norms),
        rowNorm,
        Penalty.ofSquares(penalty),
        7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd + linear(0.5, 0)",
        "adagrad + constant(0.3)",
        "alpha-svrg(linear(0.75, 0)) + sgd + bb(0.1)"
      })
  void train_anyEngineAndRoundLength_givesTheSameBits(String method) {
    try (PackedRows sorted =
            PackedRows.of(LocalSpark.rows(LocalSpark.logisticRows(ROWS, WIDTH, 3), 3), RULES);
        Shards shards = sorted.intoShards(SHARDS)) {
      LinearProblem problem = problem(shards);
      assertThat(ShardedObjective.sparse(problem, BATCH)).isTrue();
      double[] start = new double[WIDTH + 1];
      Training training =
          new Training("sparse", OptimMethod.parse(method), problem, BATCH, STEPS, 0, start);
      double[] expected = train(new RoundEngine(), RoundLimit.DEFAULT, training, shards);
      assertThat(Arrays.stream(expected).allMatch(Double::isFinite)).isTrue();
      assertThat(Arrays.equals(expected, start)).isFalse();
      EngineSettings settings = EngineSettings.of(LocalSpark.context().getConf());
      for (int ranks = 1; ranks <= 4; ranks++) {
        double[] served =
            train(new RoundEngine(ranks, settings), RoundLimit.ofSteps(7), training, shards);
        assertThat(Arrays.equals(served, expected)).as("%d ranks", ranks).isTrue();
      }
      double[] jobs = train(new JobEngine(), RoundLimit.ofSteps(11), training, shards);
      assertThat(Arrays.equals(jobs, expected)).as("jobs").isTrue();
    }
  }

  private static double[] train(Engine engine, RoundLimit limit, Training training, Shards shards) {
    return new TrainingDriver(engine, limit).train(training, shards).served();
  }
}
