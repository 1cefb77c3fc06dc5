// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Snapshot;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.StopReason;
import sparkoptim.core.sharded.ShardedObjective;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.NaiveLinear;
import sparkoptim.core.testing.SampleRows;

/** Passes of single-row steps, all four kernels, against their slow twin. */
final class LocalEpochTest {
  private static final String MATRIX = "sparkoptim.core.testing.LinearCase#matrix";

  /** Some hundred steps, each a few roundings of numbers around 1. */
  private static final double ROUNDING = 1e-12;

  private static final double ETA = 0.1;

  private static double[] localEpoch(
      StochasticObjective objective, double[] start, Snapshot snapshot, double alpha, double eta) {
    double[] moved = Arrays.copyOf(start, start.length);
    double loss = objective.batch(3).localEpoch(moved, snapshot, alpha, eta);
    double[] result = Arrays.copyOf(moved, start.length + 1);
    result[start.length] = loss;
    return result;
  }

  private static Snapshot renewed(StochasticObjective objective, double[] point) {
    Snapshot snapshot = new Snapshot(point.length);
    System.arraycopy(point, 0, snapshot.point, 0, point.length);
    objective.fullGradient(snapshot);
    return snapshot;
  }

  /** Every problem of the matrix; with rare features too, which most rows and a shard lack. */
  static Stream<LinearCase> problems() {
    return LinearCase.matrix()
        .flatMap(
            problem ->
                Stream.of(
                    problem,
                    problem.in(1),
                    problem.of(SampleRows.random(23, 6, Math.max(2, problem.outputs()), 0.07, 5))));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void pass_plain_isTheTwins(LinearCase problem) {
    double[] start = problem.point(1);
    double[] expected = new LocalEpochTwin(problem).localEpoch(start, null, 0, 3, ETA);
    double[] penalty = new NaiveLinear(problem).penalty();
    for (int i = 0; i < start.length; i++) {
      expected[start.length] += penalty[i] * start[i] * start[i] / 2;
    }
    assertThat(localEpoch(problem.objective(0), start, null, 0, ETA))
        .containsExactly(expected, within(ROUNDING));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void pass_svrg_isTheTwins(LinearCase problem) {
    assertSvrg(problem, 1);
  }

  @ParameterizedTest
  @MethodSource("problems")
  void pass_alphaSvrg_isTheTwins(LinearCase problem) {
    assertSvrg(problem, 0.6);
  }

  private static void assertSvrg(LinearCase problem, double alpha) {
    double[] start = problem.point(1);
    double[] snapshotAt = problem.point(2);
    ShardedObjective objective = problem.objective(0);
    Snapshot snapshot = renewed(objective, snapshotAt);
    double[] expected = new LocalEpochTwin(problem).localEpoch(start, snapshotAt, alpha, 3, ETA);
    expected[start.length] = snapshot.loss;
    assertThat(localEpoch(objective, start, snapshot, alpha, ETA))
        .containsExactly(expected, within(ROUNDING));
  }

  @ParameterizedTest
  @MethodSource(MATRIX)
  void pass_epochs_visitRowsInOtherOrders(LinearCase problem) {
    StochasticObjective objective = problem.objective(0);
    double[] one = problem.point(1);
    double[] other = problem.point(1);
    objective.batch(0).localEpoch(one, ETA);
    objective.batch(1).localEpoch(other, ETA);
    assertThat(one).isNotEqualTo(other);
    assertThat(one).containsExactly(other, within(0.5));
  }

  @ParameterizedTest
  @MethodSource(MATRIX)
  void pass_repeated_hasTheSameBits(LinearCase problem) {
    StochasticObjective objective = problem.objective(0);
    double[] first = localEpoch(objective, problem.point(1), null, 0, ETA);
    assertThat(localEpoch(objective, problem.point(1), null, 0, ETA)).isEqualTo(first);
    assertThat(localEpoch(problem.objective(0), problem.point(1), null, 0, ETA)).isEqualTo(first);
  }

  @Test
  void pass_shardWithoutRows_leavesItsPointAlone() {
    LinearCase problem = LinearCase.logistic().of(SampleRows.random(3, 6, 2, 0.5, 3)).in(4);
    double[] start = problem.point(1);
    double[] expected = new LocalEpochTwin(problem).localEpoch(start, null, 0, 3, ETA);
    assertThat(localEpoch(problem.objective(0), start, null, 0, ETA))
        .containsExactly(expected, within(ROUNDING));
  }

  /** Without a penalty explicit steps and the exact flow are one: the kernels agree. */
  @ParameterizedTest
  @MethodSource("bothLosses")
  void pass_denseStorageWithoutPenalty_isTheSame(LinearCase problem) {
    assertThat(distance(problem, ETA)).isLessThan(ROUNDING);
  }

  /**
   * With a penalty they differ by (eta q)^2 / 2 in every step that does not touch a coordinate:
   * half the step, a quarter of the difference.
   */
  @ParameterizedTest
  @MethodSource("bothLosses")
  void pass_denseStorageWithPenalty_differsQuadraticallyInEta(LinearCase problem) {
    LinearCase penalised = problem.penalised(1);
    double whole = distance(penalised, 0.02);
    double half = distance(penalised, 0.01);
    assertThat(whole).isBetween(1e-6, 1e-2);
    assertThat(half / whole).isBetween(0.2, 0.3);
  }

  static Stream<LinearCase> bothLosses() {
    return Stream.of(LinearCase.logistic(), LinearCase.softmax());
  }

  private static double distance(LinearCase problem, double eta) {
    double[][] ends = new double[2][];
    for (LinearCase stored : new LinearCase[] {problem, problem.dense()}) {
      StochasticObjective objective = stored.objective(0);
      Snapshot snapshot = renewed(objective, problem.point(2));
      ends[stored.sparse() ? 0 : 1] = localEpoch(objective, problem.point(1), snapshot, 1, eta);
    }
    return distance(ends[0], Arrays.copyOf(ends[1], problem.point(0).length));
  }

  /** The largest difference of a coordinate; results may end with a loss. */
  private static double distance(double[] result, double[] point) {
    double distance = 0;
    for (int i = 0; i < point.length; i++) {
      distance = Math.max(distance, Math.abs(result[i] - point[i]));
    }
    return distance;
  }

  @ParameterizedTest
  @MethodSource("bothLosses")
  void run_denseStorageWithPenalty_endsAtTheSameOptimum(LinearCase problem) {
    LinearCase penalised = problem.penalised(0.2);
    assertThat(optimum(penalised)).containsExactly(optimum(penalised.dense()), within(1e-9));
  }

  /** To a gradient of about 1e-11: with curvature 0.02 and more, the point is within 1e-9. */
  private static double[] optimum(LinearCase problem) {
    OptimMethod method = OptimMethod.parse("svrg + local + bb(0.05)");
    double[] start = new double[problem.point(0).length];
    Loop loop = new Loop(method, problem.objective(0), 5_000, 1e-22, start);
    loop.forEachRemaining(iteration -> {});
    assertThat(loop.stopReason()).isEqualTo(StopReason.CONVERGED);
    return loop.served().clone();
  }

  /** All that moves a point is its distance from the optimum: lazy terms must not. */
  @ParameterizedTest
  @MethodSource("penalisedProblems")
  void pass_svrgFromTheOptimum_staysThere(LinearCase problem) {
    double[] optimum = optimum(problem);
    StochasticObjective objective = problem.objective(0);
    double[] end = localEpoch(objective, optimum, renewed(objective, optimum), 1, ETA);
    assertThat(distance(end, optimum)).isLessThan(1e-10);
    double[] plain = localEpoch(objective, optimum, null, 0, ETA);
    assertThat(distance(plain, optimum)).as("of a plain pass").isGreaterThan(1e-3);
  }

  static Stream<LinearCase> penalisedProblems() {
    return LinearCase.matrix().filter(problem -> problem.penalty() != null);
  }

  private static LinearCase withHeavyRows(LinearCase problem) {
    SampleRows rows = SampleRows.random(40, 6, Math.max(2, problem.outputs()), 0.6, 21);
    for (int row : new int[] {4, 17, 30}) {
      for (int j = 0; j < rows.width(); j++) {
        rows.features()[row][j] *= 10;
      }
    }
    return problem.of(rows);
  }

  @ParameterizedTest
  @MethodSource(MATRIX)
  void pass_heavyRows_takeTheirStepsInParts(LinearCase problem) {
    LinearCase heavy = withHeavyRows(problem);
    double[] start = problem.point(1);
    double eta = 1 / heavy.problem().rowNorm();
    double[] end = Arrays.copyOf(localEpoch(heavy.objective(0), start, null, 0, eta), start.length);
    double[] twins = new LocalEpochTwin(heavy).localEpoch(start, null, 0, 3, eta);
    assertThat(distance(twins, end)).isLessThan(ROUNDING);
    double[] whole =
        new LocalEpochTwin(heavy, 1e9, heavy.sparse()).localEpoch(start, null, 0, 3, eta);
    assertThat(distance(whole, end)).isGreaterThan(1e-3);
  }

  /** Squared loss, so that a step beyond 2 / L would grow without bound. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void run_heavyRowsAtTwoOverL_doesNotDiverge(boolean sparse) {
    LinearCase heavy = withHeavyRows(LinearCase.logistic()).with(new SquaredLoss());
    LinearCase stored = sparse ? heavy : heavy.dense();
    LinearProblem problem = stored.problem();
    double eta = 2 / Smoothness.of(problem, 0).mean();
    double[] start = stored.point(1);
    double before = new NaiveLinear(stored).loss(start);
    double[] parts = run(stored, problem, start, eta);
    assertThat(new NaiveLinear(stored).loss(parts)).isLessThan(before);
    double[] whole = run(stored, stored.problem(1e9), start, eta);
    assertThat(new NaiveLinear(stored).loss(whole)).isGreaterThan(1e6 * before);
  }

  private static double[] run(LinearCase of, LinearProblem problem, double[] start, double eta) {
    OptimMethod method = OptimMethod.parse("plain + local + constant(" + eta + ")");
    Loop loop = new Loop(method, of.objective(problem, of.blocks(), 0), 10, 0, start);
    loop.forEachRemaining(iteration -> {});
    return loop.served();
  }
}
