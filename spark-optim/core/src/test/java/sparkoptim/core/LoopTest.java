// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.data.Block;
import sparkoptim.core.testing.LeastSquares;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.NaiveLinear;
import sparkoptim.core.testing.Quadratic;
import sparkoptim.core.testing.Watched;

final class LoopTest {
  /** The rounding of sums of some 40 terms around 1. */
  private static final double ROUNDING = 1e-12;

  private static final double[] OPTIMUM = {0.7582892839980785, 0.7626141278231623};

  private static Loop leastSquares(String method, long steps, double tolerance) {
    return new Loop(OptimMethod.parse(method), new LeastSquares(), steps, tolerance, new double[2]);
  }

  private static List<Iteration> run(Loop loop) {
    List<Iteration> iterations = new ArrayList<>();
    loop.forEachRemaining(iterations::add);
    return iterations;
  }

  @Test
  void next_plannedSteps_endsAtMaxIter() {
    Loop loop = leastSquares("sgd", 10, 0);
    assertThat(loop.stopReason()).isNull();
    List<Iteration> iterations = run(loop);
    assertThat(iterations)
        .extracting(Iteration::step)
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(iterations)
        .extracting(Iteration::epoch)
        .containsExactly(0L, 0L, 0L, 0L, 1L, 1L, 1L, 1L, 2L, 2L);
    assertThat(loop.stopReason()).isEqualTo(StopReason.MAX_ITER);
    assertThat(loop.step()).isEqualTo(10);
    assertThatThrownBy(loop::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void next_noSteps_servesTheStart() {
    LinearCase problem = LinearCase.logistic();
    double[] start = problem.point(3);
    Watched objective = new Watched(problem.objective(5));
    Loop loop = new Loop(OptimMethod.parse("svrg"), objective, 0, 1e-6, start);
    assertThat(loop.begin()).isFalse();
    assertThat(loop.stopReason()).isEqualTo(StopReason.MAX_ITER);
    assertThat(loop.served()).isEqualTo(start);
    assertThat(loop.passes()).isZero();
    assertThat(objective.renewed).isEmpty();
  }

  @Test
  void next_withoutAsking_isTheSameAsAskingFirst() {
    Loop asked = leastSquares("svrg + sgd + bb(0.05)", 12, 0);
    Loop unasked = leastSquares("svrg + sgd + bb(0.05)", 12, 0);
    for (int k = 0; k < 12; k++) {
      assertThat(asked.begin()).isTrue();
      assertThat(asked.begin()).isTrue();
      assertThat(asked.next()).isEqualTo(unasked.next());
      assertThat(asked.served()).isEqualTo(unasked.served());
    }
  }

  @Test
  void iteration_freshSnapshot_carriesFullLossAndNorm() {
    LinearCase problem = LinearCase.logistic().penalised(0.1);
    NaiveLinear naive = new NaiveLinear(problem);
    double[] start = problem.point(3);
    Loop loop = new Loop(OptimMethod.parse("svrg"), problem.objective(10), 4, 0, start);
    Iteration first = loop.next();
    assertThat(first.objective()).isCloseTo(naive.loss(start), within(ROUNDING));
    assertThat(first.gradientNorm()).isCloseTo(norm(naive.gradient(start)), within(ROUNDING));
    assertThat(first.loss())
        .isCloseTo(naive.loss(start, problem.order(0).subList(0, 10)), within(ROUNDING));
    Iteration second = loop.next();
    assertThat(second.objective()).isNaN();
    assertThat(second.gradientNorm()).isNaN();
  }

  @Test
  void iteration_stepSize_isTheSchedules() {
    assertThat(run(leastSquares("sgd + linear(0.4, 0)", 5, 0)))
        .extracting(Iteration::stepSize)
        .containsExactly(0.4, 0.4 * 0.75, 0.2, 0.1, 0.0);
  }

  @Test
  void tolerance_freshSnapshotBelowIt_convergesWithoutTheStep() {
    double tolerance = 1e-6;
    Loop loop = leastSquares("svrg(every=8) + sgd", 10_000, tolerance);
    List<Iteration> iterations = run(loop);
    assertThat(loop.stopReason()).isEqualTo(StopReason.CONVERGED);
    assertThat(loop.step()).isEqualTo(iterations.size());
    assertThat(loop.step() % 8).isZero();
    double least = loss(OPTIMUM);
    assertThat(loss(loop.served()) - least).isLessThanOrEqualTo(tolerance * least);
    double first = iterations.get(0).objective();
    assertThat(first - least).isGreaterThan(tolerance * least);
    assertThat(loop.begin()).isFalse();
    assertThatThrownBy(loop::next).isInstanceOf(NoSuchElementException.class);
  }

  private static double loss(double[] point) {
    return new LeastSquares().full().evaluate(point, new Gradient(2));
  }

  @Test
  void tolerance_atTheOptimum_makesNoStep() {
    Loop loop =
        new Loop(OptimMethod.parse("svrg"), new Quadratic(1, 2), 5, 1e-9, new double[] {0, 0});
    assertThat(loop.begin()).isFalse();
    assertThat(loop.step()).isZero();
    assertThat(loop.stopReason()).isEqualTo(StopReason.CONVERGED);
  }

  @Test
  void tolerance_zero_neverStopsEarly() {
    Loop loop = new Loop(OptimMethod.parse("svrg"), new Quadratic(1), 5, 0, new double[] {0});
    assertThat(run(loop)).hasSize(5);
    assertThat(loop.stopReason()).isEqualTo(StopReason.MAX_ITER);
  }

  @Test
  void tolerance_methodWithoutSnapshots_looksOnceAnEpoch() {
    Watched objective = new Watched(new LeastSquares());
    Loop loop =
        new Loop(OptimMethod.parse("sgd + linear(0.4, 0.01)"), objective, 12, 1e-9, new double[2]);
    for (Iteration iteration : run(loop)) {
      assertThat(Double.isNaN(iteration.gradientNorm())).isEqualTo(iteration.step() % 4 != 0);
      assertThat(Double.isNaN(iteration.objective())).isEqualTo(iteration.step() % 4 != 0);
    }
    assertThat(objective.renewed).hasSize(3);
    assertThat(loop.passes()).isEqualTo(6);
  }

  @Test
  void tolerance_methodWithoutSnapshots_convergesWhereItLooks() {
    double tolerance = 0.02;
    Loop loop = leastSquares("sgd + linear(0.2, 0)", 400, tolerance);
    run(loop);
    assertThat(loop.stopReason()).isEqualTo(StopReason.CONVERGED);
    assertThat(loop.step()).isPositive().isLessThan(400);
    assertThat(loop.step() % 4).isZero();
    double least = loss(OPTIMUM);
    assertThat(loss(loop.served()) - least).isLessThanOrEqualTo(tolerance * least);
  }

  @Test
  void toleranceZero_methodWithoutSnapshots_neverLooks() {
    Watched objective = new Watched(new LeastSquares());
    Loop loop = new Loop(OptimMethod.parse("sgd"), objective, 8, 0, new double[2]);
    run(loop);
    assertThat(objective.renewed).isEmpty();
    assertThat(loop.passes()).isEqualTo(2);
  }

  @Test
  void passes_variesWithWhatTheObjectiveRemembers() {
    Loop forgetful = leastSquares("svrg", 8, 0.01);
    assertThat(forgetful.passes()).isZero();
    forgetful.next();
    forgetful.next();
    assertThat(forgetful.passes()).isEqualTo(1.5);
    OptimMethod local = OptimMethod.parse("local");
    assertThat(Loop.passesPerEpoch(local, Set.of(), 1, 0.1)).isEqualTo(2);
    assertThat(Loop.passesPerEpoch(local, Set.of(), 1, 0)).isEqualTo(1);
  }

  /** The first step leaves a point whose loss overflows; with 50 the point doubles for a while. */
  @ParameterizedTest
  @CsvSource({
    "sgd + constant(1e200), 1, 1",
    "svrg + constant(1e200), 1, 1",
    "sgd(0.9) + constant(50), 50, 500"
  })
  void next_hugeStep_throwsNamingTheStep(String method, long least, long most) {
    Loop loop = leastSquares(method, 100_000, 0);
    assertThatThrownBy(() -> run(loop))
        .isInstanceOfSatisfying(
            DivergedException.class,
            diverged -> {
              assertThat(diverged.step()).isEqualTo(loop.step());
              assertThat(diverged.value()).isNotFinite();
              assertThat(diverged)
                  .hasMessage(
                      "diverged at step %d: %s is %s; a smaller learning rate usually helps",
                      diverged.step(), diverged.what(), diverged.value());
            });
    assertThat(loop.step()).isBetween(least, most);
    assertThat(loop.stopReason()).isNull();
  }

  /** Logistic losses grow linearly, so that only the point overflows. */
  @ParameterizedTest
  @CsvSource({
    "plain + local, 0, the loss",
    "plain + sgd, 0, the loss",
    "plain + sgd, 1e-3, the full loss",
    "svrg + local, 0, the full loss"
  })
  void next_logisticOverflow_throwsNamingTheLoss(String method, double tolerance, String what) {
    LinearCase problem = LinearCase.logistic();
    Loop loop =
        new Loop(
            OptimMethod.parse(method + " + constant(1e308)"),
            problem.objective(0),
            50,
            tolerance,
            problem.point(1));
    assertThatThrownBy(() -> run(loop))
        .isInstanceOfSatisfying(
            DivergedException.class, diverged -> assertThat(diverged.what()).isEqualTo(what));
  }

  /** Between two snapshots of local steps every shard moves as often as it has rows: m = n / S. */
  @Test
  void bb_localSteps_dividesByTheRowsOfAShard() {
    LinearCase problem = LinearCase.logistic().penalised(0.1);
    Watched objective = new Watched(problem.objective(0));
    Loop loop =
        new Loop(
            OptimMethod.parse("svrg + local + bb(0.05, guard=false)"),
            objective,
            2,
            0,
            problem.point(6));
    double[] from = loop.served().clone();
    loop.next();
    double[] to = loop.served().clone();
    double eta = loop.next().stepSize();
    double square = 0;
    double product = 0;
    for (int i = 0; i < from.length; i++) {
      double moved = to[i] - from[i];
      square += moved * moved;
      product += moved * (objective.renewed.get(1)[i] - objective.renewed.get(0)[i]);
    }
    assertThat(eta).isCloseTo(square / product / (37.0 / 4), within(ROUNDING));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sgd(0.9)", "svrg + sgd + bb(0.5)", "svrg + local + bb(0.05)", "plain + local"})
  void run_anyMethod_leavesItsInputsAlone(String method) {
    LinearCase problem = LinearCase.softmax().penalised(0.1);
    List<List<Block>> blocks = problem.blocks();
    double[] start = problem.point(5);
    Loop loop =
        new Loop(
            OptimMethod.parse(method),
            problem.objective(problem.problem(), blocks, method.contains("local") ? 0 : 8),
            9,
            1e-9,
            start);
    assertThat(run(loop)).hasSize(9);
    assertThat(loop.served()).isNotEqualTo(start);
    assertThat(start).isEqualTo(problem.point(5));
    assertThat(blocks).usingRecursiveComparison().isEqualTo(problem.blocks());
  }

  /** The guard of bb: the loss from snapshot to snapshot never rises, whatever the first step. */
  @ParameterizedTest
  @CsvSource({"svrg + sgd + bb(20), 8", "svrg + local + bb(20), 0"})
  void bb_firstStepTooLong_goesBackAndConverges(String method, long batchSize) {
    LinearCase problem = LinearCase.logistic().penalised(0.1);
    StochasticObjective objective = problem.objective(batchSize);
    Loop loop = new Loop(OptimMethod.parse(method), objective, 2_000, 1e-14, problem.point(6));
    double last = Double.POSITIVE_INFINITY;
    double ceiling = 20;
    for (Iteration iteration : run(loop)) {
      ceiling = Math.min(ceiling, iteration.stepSize());
      if (!Double.isNaN(iteration.objective())) {
        assertThat(iteration.objective()).isLessThanOrEqualTo(last * (1 + ROUNDING));
        last = iteration.objective();
      }
    }
    assertThat(ceiling).isLessThan(20);
    assertThat(loop.stopReason()).isEqualTo(StopReason.CONVERGED);
    assertThat(norm(new NaiveLinear(problem).gradient(loop.served()))).isLessThan(2e-7);
  }

  private static double norm(double[] vector) {
    double square = 0;
    for (double value : vector) {
      square += value * value;
    }
    return Math.sqrt(square);
  }

  @Test
  void new_localStepsOverMiniBatches_isRefused() {
    LinearCase problem = LinearCase.logistic();
    assertThatThrownBy(
            () ->
                new Loop(OptimMethod.parse("local"), problem.objective(5), 1, 0, problem.point(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("local takes whole passes");
  }

  @Test
  void hasNext_infiniteNorm_namesTheNorm() {
    double[] far = {1e200, 0};
    Loop loop = new Loop(OptimMethod.parse("svrg + sgd"), new Quadratic(1e-100, 1), 5, 0.1, far);
    Quadratic steep = new Quadratic(1e155, 1);
    Loop steepLoop = new Loop(OptimMethod.parse("svrg + sgd"), steep, 5, 0.1, new double[] {1, 0});
    assertThat(loop.begin()).isTrue();
    assertThatThrownBy(steepLoop::begin)
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("the norm of the full gradient is Infinity");
  }

  /** The losses were finite: only the point shows it. */
  @Test
  void next_lastStepOutOfRange_throws() {
    OptimMethod method = OptimMethod.parse("sgd + constant(1e200)");
    Loop loop = new Loop(method, new Quadratic(1), 1, 0, new double[] {1});
    assertThatThrownBy(loop::next)
        .isInstanceOfSatisfying(
            DivergedException.class,
            diverged -> assertThat(diverged.what()).isEqualTo("the squared norm of the point"));
  }
}
