// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Gradient;
import sparkoptim.core.Iteration;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.StopReason;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.NaiveLinear;

/** L1 and elastic net: runs end where the optimum's conditions hold, with its zeros exact. */
final class SparseSolutionTest {
  private static final LinearCase LASSO = LinearCase.logistic().with(SquaredLoss.LOSS).withL1(0.1);
  private static final LinearCase ELASTIC = LinearCase.logistic().penalised(0.05).withL1(0.06);
  private static final LinearCase CLASSES = LinearCase.softmax().dense().withL1(0.06);

  private static final Map<String, double[]> OPTIMA =
      Stream.of(LASSO, ELASTIC, CLASSES)
          .collect(Collectors.toMap(LinearCase::toString, SparseSolutionTest::optimum));

  /** Methods with the distance from the optimum that their step sizes leave. */
  static Stream<Arguments> runs() {
    List<Arguments> runs = new ArrayList<>();
    for (LinearCase problem : List.of(LASSO, ELASTIC, CLASSES)) {
      runs.add(Arguments.of(problem, "plain + sgd + constant(0.3)", 0, 1e-8));
      runs.add(Arguments.of(problem, "sampled-newton + constant(1)", 0, 1e-9));
      runs.add(Arguments.of(problem, "svrg + sgd + constant(0.1)", 4, 1e-9));
      runs.add(Arguments.of(problem, "svrg(every=20) + sgd + bb(0.05, 0.01, 0.2)", 4, 1e-9));
      runs.add(Arguments.of(problem, "saga + sgd + constant(0.1)", 4, 1e-9));
      runs.add(Arguments.of(problem, "sarah + sgd + constant(0.1)", 4, 1e-9));
      runs.add(Arguments.of(problem, "l-svrg + sgd + constant(0.1)", 4, 1e-9));
      runs.add(Arguments.of(problem, "plain + adam + linear(0.05, 0)", 0, 1e-4));
      runs.add(Arguments.of(problem, "svrg + adam + linear(0.02, 0)", 4, 1e-3));
      runs.add(Arguments.of(problem, "plain + rmsprop + linear(0.02, 0)", 0, 1e-3));
      runs.add(Arguments.of(problem, "svrg + adagrad + constant(0.3)", 4, 1e-6));
    }
    return runs.stream();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("runs")
  void run_anyProximalMethod_endsAtTheOptimum(
      LinearCase problem, String method, long batchSize, double tolerance) {
    StochasticObjective objective = problem.objective(batchSize);
    long steps = batchSize == 0 ? 4_000 : 20_000;
    Loop loop = new Loop(OptimMethod.parse(method), objective, steps, 0, problem.point(1));
    loop.forEachRemaining(iteration -> {});
    double[] x = loop.served();
    assertThat(violation(problem, x)).isLessThan(tolerance);
    double[] optimum = OPTIMA.get(problem.toString());
    int zeros = 0;
    for (int i = 0; i < x.length; i++) {
      assertThat(x[i] == 0).as("coordinate %d, %s", i, x[i]).isEqualTo(optimum[i] == 0);
      zeros += x[i] == 0 ? 1 : 0;
    }
    assertThat(zeros).isBetween(1, x.length - 2);
  }

  private static double[] optimum(LinearCase problem) {
    OptimMethod descent = OptimMethod.parse("plain + sgd + constant(0.3)");
    Loop loop = new Loop(descent, problem.objective(0), 20_000, 1e-24, problem.point(2));
    loop.forEachRemaining(iteration -> {});
    return loop.served();
  }

  /** The largest coordinate of the smallest subgradient, by the naive gradient. */
  private static double violation(LinearCase problem, double[] x) {
    NaiveLinear naive = new NaiveLinear(problem);
    double[] g = naive.gradient(x);
    double[] l = naive.l1();
    double worst = 0;
    for (int i = 0; i < x.length; i++) {
      double least =
          x[i] != 0
              ? Math.abs(g[i] + l[i] * Math.signum(x[i]))
              : Math.max(0, Math.abs(g[i]) - l[i]);
      worst = Math.max(worst, least);
    }
    return worst;
  }

  @ParameterizedTest
  @ValueSource(strings = {"svrg + sgd + bb(0.05)", "plain + sgd + constant(0.3)"})
  void tolerance_underL1_stopsByTheProxGradientMapping(String method) {
    Loop loop =
        new Loop(OptimMethod.parse(method), ELASTIC.objective(0), 10_000, 1e-15, ELASTIC.point(1));
    loop.forEachRemaining(iteration -> {});
    assertThat(loop.stopReason()).isEqualTo(StopReason.CONVERGED);
    assertThat(violation(ELASTIC, loop.served())).isBetween(1e-14, 1e-7);
    double norm = 0;
    for (double g : new NaiveLinear(ELASTIC).gradient(loop.served())) {
      norm += g * g;
    }
    assertThat(Math.sqrt(norm)).isGreaterThan(1e-3);
  }

  @Test
  void loss_everywhere_includesThePenalty() {
    double[] point = ELASTIC.point(3);
    NaiveLinear naive = new NaiveLinear(ELASTIC);
    StochasticObjective objective = ELASTIC.objective(10);
    assertThat(objective.full().evaluate(point, new Gradient(7)))
        .isCloseTo(naive.loss(point), within(1e-12));
    assertThat(objective.batch(0).evaluate(point, new Gradient(7)))
        .isCloseTo(naive.loss(point, ELASTIC.order(0).subList(0, 10)), within(1e-12));
    Loop loop = new Loop(OptimMethod.parse("svrg"), objective, 4, 0, point);
    Iteration first = loop.next();
    assertThat(first.objective()).isCloseTo(naive.loss(point), within(1e-12));
  }

  /** Intercepts are at the end, and free. */
  @Test
  void weights_areOnFeaturesOnly() {
    assertThat(LinearCase.softmax().withL1(6).problem().l1Penalty())
        .isEqualTo(new double[] {1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6, 0, 0, 0});
    assertThat(LinearCase.softmax().problem().l1Penalty()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"svrg + local", "plain + sgd(0.9)", "plain + step-tuned"})
  void rules_withoutProximalStep_areRefused(String method) {
    assertThatThrownBy(
            () -> new Loop(OptimMethod.parse(method), ELASTIC.objective(0), 1, 0, ELASTIC.point(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "needs an update rule with a proximal step, as the objective has an L1");
  }

  @Test
  void restore_savedHalfway_goesOnWithTheSameBits() {
    OptimMethod method = OptimMethod.parse("svrg + sgd + bb(0.05)");
    Loop whole = new Loop(method, ELASTIC.objective(4), 60, 0, ELASTIC.point(1));
    Loop half = new Loop(method, ELASTIC.objective(4), 60, 0, ELASTIC.point(1));
    whole.forEachRemaining(iteration -> {});
    while (half.step() < 33) {
      half.next();
    }
    Loop resumed = new Loop(method, ELASTIC.objective(4), 60, 0, ELASTIC.point(1));
    LoopState.of(half).restore(resumed);
    resumed.forEachRemaining(iteration -> {});
    assertThat(resumed.served()).isEqualTo(whole.served());
  }
}
