// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.Objective;
import sparkoptim.core.Snapshot;
import sparkoptim.core.testing.EvaluatedGradient;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.NaiveLinear;
import sparkoptim.core.testing.SampleRows;

/** Over linear problems, whose rows are real. */
final class ShardedObjectiveTest {
  private static final String MATRIX = "sparkoptim.core.testing.LinearCase#matrix";

  /** The rounding of sums of some 40 terms around 1. */
  private static final double ROUNDING = 1e-12;

  /** Central differences: the loss's rounding 1e-16 over a step of 1e-5, and 1e-10 of curvature. */
  private static final double DIFFERENCE = 1e-5;

  private static final double DIFFERENCE_ERROR = 1e-9;

  private static void assertClose(EvaluatedGradient value, EvaluatedGradient expected) {
    value.assertClose(expected, ROUNDING);
  }

  @ParameterizedTest
  @MethodSource(MATRIX)
  void full_anyProblem_isTheNaiveMean(LinearCase problem) {
    NaiveLinear naive = new NaiveLinear(problem);
    double[] point = problem.point(1);
    assertClose(
        EvaluatedGradient.of(problem.objective(7).full(), point),
        new EvaluatedGradient(naive.loss(point), naive.gradient(point)));
  }

  @ParameterizedTest
  @MethodSource(MATRIX)
  void full_gradient_isTheLossesDerivative(LinearCase problem) {
    Objective full = problem.objective(0).full();
    double[] point = problem.point(2);
    EvaluatedGradient.assertIsDerivative(full, point, DIFFERENCE, DIFFERENCE_ERROR);
  }

  @ParameterizedTest
  @MethodSource(MATRIX)
  void full_denseStorage_isTheSame(LinearCase problem) {
    double[] point = problem.point(3);
    assertClose(
        EvaluatedGradient.of(problem.dense().objective(0).full(), point),
        EvaluatedGradient.of(problem.objective(0).full(), point));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 64})
  void full_anyNumberOfShards_isTheSame(int shards) {
    LinearCase problem = LinearCase.softmax().penalised(0.2);
    double[] point = problem.point(4);
    assertClose(
        EvaluatedGradient.of(problem.in(shards).objective(0).full(), point),
        EvaluatedGradient.of(problem.in(16).objective(0).full(), point));
  }

  @ParameterizedTest
  @MethodSource(MATRIX)
  void batch_rowsOfItsPositions_areTheNaiveMean(LinearCase problem) {
    NaiveLinear naive = new NaiveLinear(problem);
    ShardedObjective objective = problem.objective(10);
    double[] point = problem.point(5);
    for (int step = 0; step < 8; step++) {
      List<Integer> order = problem.order(step / 4);
      int from = step % 4 * 10;
      List<Integer> rows = order.subList(from, Math.min(from + 10, order.size()));
      Objective batch = objective.batch(step);
      assertThat(batch.rows()).isEqualTo(rows.size());
      assertClose(
          EvaluatedGradient.of(batch, point),
          new EvaluatedGradient(naive.loss(point, rows), naive.gradient(point, rows)));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "10, 4", "5, 8", "12, 2", "2, 8", "36, 4", "37, 4", "100, 4"})
  void batches_ofAnEpoch_haveTheFullGradientAsTheirMean(long batchSize, int shards) {
    LinearCase problem = LinearCase.logistic().in(shards).penalised(0.2);
    ShardedObjective objective = problem.objective(batchSize);
    double[] point = problem.point(6);
    int rows = problem.rows().size();
    double loss = 0;
    double[] mean = new double[point.length];
    for (long step = 0; step < objective.stepsPerEpoch(); step++) {
      Objective batch = objective.batch(objective.stepsPerEpoch() + step);
      double share = (double) batch.rows() / rows;
      EvaluatedGradient value = EvaluatedGradient.of(batch, point);
      loss += share * value.loss();
      for (int i = 0; i < mean.length; i++) {
        mean[i] += share * value.gradient()[i];
      }
    }
    assertClose(new EvaluatedGradient(loss, mean), EvaluatedGradient.of(objective.full(), point));
  }

  /** Row i is column i alone: its derivative tells whether it was in the batch. */
  @ParameterizedTest
  @CsvSource({"10, 4", "7, 1", "3, 8", "16, 2", "1, 4"})
  void batch_positions_areSlotsOfShardsInTurn(int batchSize, int shards) {
    int rows = 37;
    LinearCase problem =
        LinearCase.logistic().of(SampleRows.identity(rows)).withoutIntercept().in(shards);
    ShardedObjective objective = problem.objective(batchSize);
    int stepsPerEpoch = (rows + batchSize - 1) / batchSize;
    assertThat(objective.stepsPerEpoch()).isEqualTo(stepsPerEpoch);
    for (long epoch = 0; epoch < 3; epoch++) {
      List<Integer> order = problem.order(epoch);
      assertThat(order).doesNotHaveDuplicates().hasSize(rows);
      for (int k = 0; k < stepsPerEpoch; k++) {
        Objective batch = objective.batch(epoch * stepsPerEpoch + k);
        double[] gradient = EvaluatedGradient.of(batch, new double[rows]).gradient();
        List<Integer> expected = order.subList(k * batchSize, Math.min((k + 1) * batchSize, rows));
        assertThat(touched(gradient)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(batch.rows()).isEqualTo(expected.size());
      }
    }
    assertThat(problem.order(0)).isNotEqualTo(problem.order(1));
  }

  private static List<Integer> touched(double[] gradient) {
    List<Integer> touched = new ArrayList<>();
    for (int i = 0; i < gradient.length; i++) {
      if (gradient[i] != 0) {
        touched.add(i);
      }
    }
    return touched;
  }

  @Test
  void batch_anyOrderOfSteps_isTheSame() {
    LinearCase problem = LinearCase.logistic();
    ShardedObjective forward = problem.objective(10);
    ShardedObjective backward = problem.objective(10);
    double[] point = problem.point(7);
    List<EvaluatedGradient> values = new ArrayList<>();
    for (int step = 0; step < 12; step++) {
      values.add(EvaluatedGradient.of(forward.batch(step), point));
    }
    for (int step = 11; step >= 0; step--) {
      EvaluatedGradient value = EvaluatedGradient.of(backward.batch(step), point);
      assertThat(value.loss()).isEqualTo(values.get(step).loss());
      assertThat(value.gradient()).isEqualTo(values.get(step).gradient());
    }
  }

  @ParameterizedTest
  @MethodSource(MATRIX)
  void evaluate_withSnapshot_isTheFormula(LinearCase problem) {
    double alpha = 0.7;
    ShardedObjective objective = problem.objective(10);
    double[] point = problem.point(8);
    Snapshot snapshot = snapshot(objective, problem.point(9));
    for (int step = 0; step < 4; step++) {
      Gradient corrected = new Gradient(point.length);
      double loss = objective.batch(step).evaluate(point, snapshot, alpha, corrected);
      EvaluatedGradient here = EvaluatedGradient.of(objective.batch(step), point);
      double[] there = EvaluatedGradient.of(objective.batch(step), snapshot.point).gradient();
      double[] full = EvaluatedGradient.of(objective.full(), snapshot.point).gradient();
      assertThat(loss).isEqualTo(here.loss());
      for (int i = 0; i < point.length; i++) {
        // The penalty's gradients at the snapshot cancel.
        double expected = here.gradient()[i] - alpha * (there[i] - full[i]);
        assertThat(corrected.values[i]).isCloseTo(expected, within(ROUNDING));
      }
    }
  }

  @ParameterizedTest
  @MethodSource(MATRIX)
  void evaluate_fullWithSnapshot_isTheFullGradient(LinearCase problem) {
    ShardedObjective objective = problem.objective(10);
    Snapshot snapshot = snapshot(objective, problem.point(9));
    double[] point = problem.point(8);
    Gradient corrected = new Gradient(point.length);
    double loss = objective.full().evaluate(point, snapshot, 0.7, corrected);
    assertClose(
        new EvaluatedGradient(loss, corrected.values),
        EvaluatedGradient.of(objective.full(), point));
  }

  private static Snapshot snapshot(ShardedObjective objective, double[] point) {
    Snapshot snapshot = new Snapshot(point.length);
    System.arraycopy(point, 0, snapshot.point, 0, point.length);
    objective.fullGradient(snapshot);
    return snapshot;
  }

  @ParameterizedTest
  @MethodSource(MATRIX)
  void fullGradient_snapshot_getsFullLossAndGradient(LinearCase problem) {
    ShardedObjective objective = problem.objective(10);
    double[] point = problem.point(1);
    Snapshot snapshot = snapshot(objective, point);
    assertThat(snapshot.point).isEqualTo(point);
    assertClose(
        new EvaluatedGradient(snapshot.loss, snapshot.gradient),
        EvaluatedGradient.of(objective.full(), point));
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 37", "37, 1, 37", "100, 1, 37", "36, 2, 36", "1, 37, 1"})
  void stepsPerEpoch_batchSize_lastMayBeSmaller(long batchSize, long steps, long rowsOfFirst) {
    ShardedObjective objective = LinearCase.logistic().objective(batchSize);
    assertThat(objective.stepsPerEpoch()).isEqualTo(steps);
    assertThat(objective.batch(0).rows()).isEqualTo(rowsOfFirst);
    assertThat(objective.full().rows()).isEqualTo(37);
    assertThat(ShardedObjective.stepsPerEpoch(37, batchSize)).isEqualTo(steps);
  }

  @Test
  void batchSize_negative_isRefused() {
    assertThatThrownBy(() -> LinearCase.logistic().objective(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batchSize must be >= 0 (0: all), was -1");
  }

  @Test
  void objective_linearProblem_passesItsTraitsOn() {
    ShardedObjective objective = LinearCase.softmax().objective(5);
    assertThat(objective.offers())
        .containsExactlyInAnyOrder(
            Capability.LOCAL_EPOCHS,
            Capability.REMEMBERS,
            Capability.ROW_TABLE,
            Capability.MARGINS);
    assertThat(objective.localEpochSteps()).isEqualTo(37.0 / 4);
    assertThat(objective.space().dimension()).isEqualTo(21);
    assertThat(objective.space().size()).isEqualTo(21);
  }
}
