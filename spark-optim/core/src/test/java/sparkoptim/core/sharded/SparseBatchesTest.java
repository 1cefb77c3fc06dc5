// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Snapshot;
import sparkoptim.core.data.CounterRandom;
import sparkoptim.core.linear.SquaredLoss;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.SampleRows;

/** Sums along touched coordinates beside sums along all: the same bits. */
final class SparseBatchesTest {
  private static final int ROWS = 61;
  private static final int BATCH = 7;
  private static final int STEPS = 20;

  private static LinearCase wide(LinearCase problem, int classes) {
    return problem.of(SampleRows.random(ROWS, 211, classes, 0.02, 5));
  }

  private static Stream<LinearCase> problems() {
    LinearCase logistic = wide(LinearCase.logistic(), 2);
    LinearCase softmax = wide(LinearCase.softmax(), 3);
    return Stream.of(logistic, softmax, logistic.with(SquaredLoss.LOSS))
        .flatMap(problem -> Stream.of(problem, problem.withoutIntercept(), problem.forgetting()))
        .flatMap(problem -> Stream.of(problem, problem.penalised(0.3), problem.withL1(0.1)))
        .flatMap(problem -> Stream.of(problem.in(1), problem.in(3), problem.in(8)));
  }

  private static void assertSameBits(double[] value, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(Double.doubleToRawLongBits(value[i]))
          .as("coordinate %d", i)
          .isEqualTo(Double.doubleToRawLongBits(expected[i]));
    }
  }

  @ParameterizedTest
  @MethodSource("problems")
  void evaluate_touchedCoordinates_haveTheBitsOfAllCoordinates(LinearCase problem) {
    ShardedObjective dense = problem.objective(BATCH);
    ShardedObjective sparse = problem.inSparseBatches().objective(BATCH);
    assertThat(dense.sparse()).isFalse();
    assertThat(sparse.sparse()).isTrue();
    double[] point = problem.point(1);
    Snapshot denseSnapshot = snapshot(dense, problem.point(2));
    Snapshot sparseSnapshot = snapshot(sparse, problem.point(2));
    Gradient expected = new Gradient(point.length);
    Gradient gradient = new Gradient(point.length);
    for (int step = 0; step < STEPS; step++) {
      double loss = dense.batch(step).evaluate(point, expected);
      assertThat(sparse.batch(step).evaluate(point, gradient)).isEqualTo(loss);
      assertSameBits(gradient.values, expected.values);
      if (gradient.count >= 0) {
        assertThat(problem.penalty()).isNull();
        assertThat(gradient.count).isLessThan(point.length / 2);
        assertIsAllThatDiffersFromZero(gradient);
      }
      double coefficient = step % 3 == 0 ? 0 : 0.7;
      loss = dense.batch(step).evaluate(point, denseSnapshot, coefficient, expected);
      assertThat(sparse.batch(step).evaluate(point, sparseSnapshot, coefficient, gradient))
          .isEqualTo(loss);
      assertSameBits(gradient.values, expected.values);
      assertThat(gradient.count).isEqualTo(Gradient.ALL);
    }
  }

  private static Snapshot snapshot(ShardedObjective objective, double[] point) {
    Snapshot snapshot = new Snapshot(point.length);
    System.arraycopy(point, 0, snapshot.point, 0, point.length);
    objective.fullGradient(snapshot);
    return snapshot;
  }

  private static void assertIsAllThatDiffersFromZero(Gradient gradient) {
    double[] rest = gradient.values.clone();
    int[] touched = Arrays.copyOf(gradient.touched, gradient.count);
    assertThat(touched).doesNotHaveDuplicates();
    for (int i : touched) {
      rest[i] = 0;
    }
    assertThat(rest).containsOnly(0);
  }

  /** Rows that cancel each other, and products that are -0.0, leave +0.0 either way. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void evaluate_zeroSlopesAndCancellation_haveTheSameBits(int shards) {
    SampleRows rows = SampleRows.random(32, 300, 2, 0.01, 8);
    for (int row = 0; row < rows.size(); row++) {
      rows.labels()[row] = row % 4 < 2 ? 0 : 1;
      if (row % 2 == 1) {
        for (int j = 0; j < rows.width(); j++) {
          rows.features()[row][j] = -rows.features()[row - 1][j];
        }
        rows.weights()[row] = rows.weights()[row - 1];
      }
    }
    LinearCase problem =
        LinearCase.logistic().of(rows).with(SquaredLoss.LOSS).withoutIntercept().in(shards);
    double[] point = new double[rows.width()];
    Gradient expected = new Gradient(point.length);
    Gradient gradient = new Gradient(point.length);
    for (int step = 0; step < 8; step++) {
      problem.objective(4).batch(step).evaluate(point, expected);
      problem.inSparseBatches().objective(4).batch(step).evaluate(point, gradient);
      assertSameBits(gradient.values, expected.values);
    }
  }

  @Test
  void objective_batchTouchesALargeShare_isSummedAlongAllCoordinates() {
    LinearCase problem = wide(LinearCase.logistic(), 2).inSparseBatches();
    assertThat(problem.objective(7).sparse()).isTrue();
    assertThat(problem.objective(12).sparse()).isFalse();
    assertThat(problem.objective(0).sparse()).isFalse();
    assertThat(problem.objective(ROWS).sparse()).isFalse();
    assertThat(LinearCase.logistic().inSparseBatches().objective(2).sparse()).isFalse();
  }

  /** Evaluations along all and along touched coordinates in turn, into one gradient. */
  @Test
  void evaluate_intoAUsedGradient_leavesNothingOfItsLastValues() {
    LinearCase problem = wide(LinearCase.logistic(), 2);
    ShardedObjective dense = problem.objective(BATCH);
    ShardedObjective sparse = problem.inSparseBatches().objective(BATCH);
    double[] point = problem.point(1);
    Gradient gradient = new Gradient(point.length);
    for (int step = 0; step < STEPS; step++) {
      Gradient expected = new Gradient(point.length);
      dense.batch(step).evaluate(point, expected);
      if ((CounterRandom.key(3, step) & 1) == 0) {
        sparse.full().evaluate(point, gradient);
        assertThat(gradient.count).isEqualTo(Gradient.ALL);
      }
      sparse.batch(step).evaluate(point, gradient);
      assertSameBits(gradient.values, expected.values);
    }
  }

  /** All rules: two know of touched coordinates, the others go over the zeros. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd + linear(0.5, 0)",
        "sgd(0.9) + constant(0.1)",
        "adagrad + constant(0.3)",
        "adam + constant(0.01)",
        "sarah(4) + sgd + constant(0.1)",
        "saga + sgd + constant(0.1)",
        "storm + sgd + constant(0.1)",
        "clip(plain, norm=0.1) + sgd + constant(0.5)",
        "step-tuned + constant(0.1)",
        "sgd + sgd-bb(0.1) + ema(0.9)"
      })
  void train_withoutDenseTerms_hasTheBitsOfDenseMiniBatches(String text) {
    LinearCase plain = wide(LinearCase.logistic(), 2);
    for (LinearCase problem : new LinearCase[] {plain, plain.withL1(0.02), plain.penalised(0.1)}) {
      boolean lags = OptimMethod.parse(text).supportsLazyUpdates() && problem.penalty() != null;
      boolean fits = problem.l1() == null || text.contains("sgd + ") || text.startsWith("ada");
      if (fits && !lags) {
        double[] expected = train(text, problem);
        assertThat(expected).doesNotContain(Double.NaN).isNotEqualTo(new double[expected.length]);
        assertSameBits(train(text, problem.inSparseBatches()), expected);
      }
    }
  }

  private static double[] train(String method, LinearCase problem) {
    ShardedObjective objective = problem.objective(BATCH);
    double[] start = new double[objective.space().size()];
    Loop loop = new Loop(OptimMethod.parse(method), objective, 3 * STEPS, 1e-9, start);
    loop.forEachRemaining(step -> {});
    return loop.served();
  }
}
