// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.data.Block;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.linear.SquaredLoss;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.NaiveLinear;
import sparkoptim.core.testing.SampleRows;

/** A table of row slopes over the shards of linear problems. */
final class RowTableTest {
  private static final String MATRIX = "sparkoptim.core.testing.LinearCase#matrix";
  private static final double ROUNDING = 1e-12;

  @ParameterizedTest
  @MethodSource(MATRIX)
  void exchange_withZeros_isTheDataGradientAndFillsTheTable(LinearCase problem) {
    NaiveLinear naive = new NaiveLinear(problem);
    ShardedObjective objective = problem.objective(7);
    double[] point = problem.point(1);
    double[] table = new double[objective.tableSize()];
    Gradient difference = new Gradient(point.length);
    double loss = objective.full().updateTable(point, table, difference);
    assertThat(loss).isCloseTo(naive.loss(point), within(ROUNDING));
    assertThat(difference.values)
        .containsExactly(naive.dataGradient(point, naive.all()), within(ROUNDING));
    assertThat(table).containsExactly(expectedTable(problem, point), within(ROUNDING));
  }

  /** Rows shard after shard, in each shard as they are stored. */
  private static List<Integer> storageOrder(LinearCase problem) {
    List<Integer> order = new ArrayList<>();
    for (List<Block> blocks : problem.blocks()) {
      for (Block block : blocks) {
        for (int row = 0; row < block.rows(); row++) {
          order.add(problem.row(block.shard, block, row));
        }
      }
    }
    return order;
  }

  /** K slopes a row. */
  private static double[] expectedTable(LinearCase problem, double[] point) {
    NaiveLinear naive = new NaiveLinear(problem);
    return storageOrder(problem).stream()
        .flatMapToDouble(row -> Arrays.stream(naive.rowSlopes(row, point)))
        .toArray();
  }

  @ParameterizedTest
  @MethodSource(MATRIX)
  void exchange_ofABatch_replacesItsRowsOnly(LinearCase problem) {
    NaiveLinear naive = new NaiveLinear(problem);
    ShardedObjective objective = problem.objective(10);
    double[] before = problem.point(1);
    double[] point = problem.point(2);
    double[] table = new double[objective.tableSize()];
    Gradient difference = new Gradient(point.length);
    objective.full().updateTable(before, table, difference);
    double[] old = table.clone();
    for (int step = 0; step < 2; step++) {
      List<Integer> rows = problem.order(0).subList(10 * step, 10 * step + 10);
      double loss = objective.batch(step).updateTable(point, table, difference);
      assertThat(loss).isCloseTo(naive.loss(point, rows), within(ROUNDING));
      double[] here = naive.dataGradient(point, rows);
      double[] there = naive.dataGradient(before, rows);
      for (int i = 0; i < point.length; i++) {
        assertThat(difference.values[i]).isCloseTo(here[i] - there[i], within(ROUNDING));
      }
    }
    double[] all = expectedTable(problem, point);
    List<Integer> replaced = problem.order(0).subList(0, 20);
    List<Integer> stored = storageOrder(problem);
    for (int i = 0; i < table.length; i++) {
      boolean met = replaced.contains(stored.get(i / problem.outputs()));
      assertThat(table[i]).isCloseTo(met ? all[i] : old[i], within(met ? ROUNDING : 0));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 64})
  void exchange_anyNumberOfShards_isTheSame(int shards) {
    LinearCase problem = LinearCase.softmax().in(shards);
    ShardedObjective objective = problem.objective(0);
    double[] point = problem.point(1);
    double[] table = new double[objective.tableSize()];
    objective.full().updateTable(point, table, new Gradient(point.length));
    assertThat(table).containsExactly(expectedTable(problem, point), within(ROUNDING));
  }

  @Test
  void addPenalty_isItsGradient() {
    LinearCase problem = LinearCase.softmax().penalised(0.4).withL1(0.3);
    double[] point = problem.point(1);
    double[] gradient = problem.point(2);
    problem.objective(5).batch(0).addPenalty(point, gradient);
    for (int i = 0; i < point.length; i++) {
      double expected = problem.point(2)[i] + new NaiveLinear(problem).penalty()[i] * point[i];
      assertThat(gradient[i]).isCloseTo(expected, within(ROUNDING));
    }
    double[] without = problem.point(2);
    LinearCase.softmax().objective(5).full().addPenalty(point, without);
    assertThat(without).isEqualTo(problem.point(2));
  }

  /** Whose shards answer elsewhere, as with one Spark job per evaluation. */
  private static ShardedObjective remote(LinearCase problem) {
    LinearProblem settings = problem.problem();
    Collective elsewhere =
        new WholeCollective(settings.dimension()) {
          @Override
          protected void answer(ShardRequest request, double[] result) {}
        };
    return new ShardedObjective(settings, elsewhere, 5);
  }

  @Test
  void offers_shardsElsewhere_leaveTheTableOut() {
    ShardedObjective objective = remote(LinearCase.logistic());
    assertThat(objective.offers())
        .containsExactlyInAnyOrder(
            Capability.LOCAL_EPOCHS, Capability.REMEMBERS, Capability.MARGINS);
    assertThatThrownBy(objective::tableSize)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("this objective keeps no table of row slopes");
    assertThatThrownBy(
            () -> objective.full().updateTable(new double[7], new double[37], new Gradient(7)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("this objective keeps no table of row slopes");
    assertThatThrownBy(() -> new Loop(OptimMethod.parse("saga"), objective, 1, 0, new double[7]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("saga needs " + Capability.ROW_TABLE.description());
  }

  @Test
  void tableSize_moreThanAnArrayHolds_isRefused() {
    LinearProblem problem =
        new LinearProblem(SquaredLoss.LOSS, 1, 1, false, 1L << 31, 1, 1, 0, 1, Penalty.NONE, 1);
    LocalCollective none = new LocalCollective(List.of(), 1);
    ShardedObjective objective = new ShardedObjective(problem, none, 1);
    assertThatThrownBy(objective::tableSize)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2147483648 rows x 1 slopes are more than a table holds");
  }

  @Test
  void tableSize_isRowsTimesOutputs() {
    SampleRows rows = SampleRows.random(11, 3, 3, 1, 2);
    assertThat(LinearCase.softmax().of(rows).objective(2).tableSize()).isEqualTo(33);
    assertThat(LinearCase.logistic().of(rows).objective(2).tableSize()).isEqualTo(11);
  }
}
