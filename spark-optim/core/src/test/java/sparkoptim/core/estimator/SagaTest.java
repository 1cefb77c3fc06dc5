// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.testing.LeastSquares;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.NaiveLinear;
import sparkoptim.core.testing.Quadratic;

final class SagaTest {
  /** Means of tens of terms of magnitude 1, over tens of steps. */
  private static final double ROUNDING = 1e-12;

  private static final int BATCH = 10;

  @Test
  void run_leastSquares_isTheGoldenOne() {
    StochasticObjective objective = new LeastSquares(0, 2, 1, 3, 0);
    GoldenRuns.check(
        "related/F3_saga", "dir", Saga.DEFAULT.start(GoldenRuns.context(objective), objective));
  }

  /** The twin keeps every row's gradient as a vector, and takes means anew. */
  @ParameterizedTest
  @MethodSource("sparkoptim.core.testing.LinearCase#matrix")
  void run_weightedMiniBatches_isThatOfATableOfVectors(LinearCase problem) {
    StochasticObjective objective = problem.objective(BATCH);
    NaiveLinear naive = new NaiveLinear(problem);
    double[] point = problem.point(1);
    var run =
        Saga.DEFAULT.start(
            new RunContext(objective.space(), new Plan(objective.stepsPerEpoch(), 12, 1)),
            objective);
    List<double[]> table = new ArrayList<>();
    for (int row : naive.all()) {
      table.add(naive.dataGradient(point, List.of(row)));
    }
    Gradient gradient = new Gradient(point.length);
    for (int step = 0; step < 12; step++) {
      int from = step % 4 * BATCH;
      List<Integer> order = problem.order(step / 4);
      List<Integer> rows = order.subList(from, Math.min(from + BATCH, order.size()));
      run.begin(step, point);
      assertThat(run.evaluate(point, gradient)).isCloseTo(naive.loss(point, rows), within(1e-12));
      double[] expected = add(naive.gradient(point, rows), mean(table, naive.all()), 1);
      expected = add(expected, mean(table, rows), -1);
      assertThat(gradient.values).containsExactly(expected, within(ROUNDING));
      for (int row : rows) {
        table.set(row, naive.dataGradient(point, List.of(row)));
      }
      point = add(point, gradient.values, -0.3);
    }
  }

  private static double[] mean(List<double[]> table, List<Integer> rows) {
    double[] mean = new double[table.get(0).length];
    for (int row : rows) {
      mean = add(mean, table.get(row), 1.0 / rows.size());
    }
    return mean;
  }

  private static double[] add(double[] a, double[] b, double factor) {
    double[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * b[i];
    }
    return sum;
  }

  @Test
  void passes_ofAnEpoch_areOne() {
    assertThat(Saga.DEFAULT.passes(1, Set.of(), 10)).isEqualTo(1);
  }

  @Test
  void rule_withTwoEvaluations_isRefused() {
    assertThatThrownBy(() -> OptimMethod.parse("saga + step-tuned"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("saga needs an update rule that takes one gradient a step");
  }

  @Test
  void objective_withoutTable_isRefused() {
    assertThatThrownBy(
            () -> new Loop(OptimMethod.parse("saga"), new Quadratic(1), 1, 0, new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "saga needs an objective that keeps a table of row slopes (a linear model with all"
                + " shards in one process, as engine ranks has them)");
  }

  @Test
  void localSteps_areRefused() {
    assertThatThrownBy(() -> OptimMethod.parse("saga + local"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("saga needs an update rule that takes one gradient a step");
  }
}
