// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Gradient;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.stepsize.Constant;
import sparkoptim.core.testing.Golden;
import sparkoptim.core.testing.LeastSquares;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.Quadratic;
import sparkoptim.core.testing.ResumeCheck;

final class MarsTest {
  private static final double ROUNDING = 1e-12;
  private static final double OFF = Double.POSITIVE_INFINITY;

  private static GradientEstimator.Run start(Mars mars, StochasticObjective objective, int steps) {
    Plan plan = new Plan(objective.stepsPerEpoch(), steps, 1);
    return mars.start(new RunContext(objective.space(), plan), objective);
  }

  @ParameterizedTest
  @CsvSource({
    "exact, 0.4, 0.9, 1, true",
    "approximate, 0.4, 0.9, 1, false",
    "unbounded, 1, 0.5, Infinity, true"
  })
  void run_leastSquares_isTheGoldenOne(
      String vector, double gamma, double beta1, double norm, boolean exact) {
    GoldenRuns.check(
        "mars/" + vector, "d", start(new Mars(gamma, beta1, norm, exact), new LeastSquares(), 100));
  }

  /** The paper's MARS-AdamW, with the authors' settings. */
  @Test
  void run_beforeAdamW_isTheGoldenOne() {
    JsonNode steps = Golden.vector("mars/adamw");
    OptimMethod method = OptimMethod.parse("mars + adamw(0.95, 0.99) + constant(0.003)");
    Loop loop = new Loop(method, new LeastSquares(), steps.size(), 0, new double[2]);
    for (JsonNode expected : steps) {
      loop.next();
      assertThat(loop.served())
          .containsExactly(Golden.doubles(expected.get("w")), within(Golden.TOLERANCE));
    }
  }

  /** Penalties are in both gradients, sparse rows or not. */
  @ParameterizedTest
  @MethodSource("sparkoptim.core.testing.LinearCase#matrix")
  void run_exact_isTheFormulaOfTwoGradients(LinearCase problem) {
    StochasticObjective objective = problem.objective(10);
    StochasticObjective twin = problem.objective(10);
    int size = problem.point(0).length;
    GradientEstimator.Run run = start(new Mars(0.5, 0.8, OFF, true), objective, 6);
    Gradient gradient = new Gradient(size);
    Gradient here = new Gradient(size);
    Gradient there = new Gradient(size);
    for (int step = 0; step < 6; step++) {
      double[] point = problem.point(step + 1);
      assertThat(run.begin(step, point)).isNull();
      assertThat(run.evaluate(point, gradient)).isEqualTo(twin.batch(step).evaluate(point, here));
      twin.batch(step).evaluate(problem.point(step == 0 ? 1 : step), there);
      double[] direction = new double[size];
      for (int i = 0; i < size; i++) {
        direction[i] = here.values[i] + 2 * (here.values[i] - there.values[i]);
      }
      assertThat(gradient.values).containsExactly(direction, within(ROUNDING));
    }
    assertThat(run.snapshot()).isNull();
  }

  /** Adam's mean of the corrected gradients is storm's direction but for how the first counts. */
  @Test
  void meanOfDirections_gammaOne_isStorm() {
    LinearCase problem = LinearCase.logistic();
    StochasticObjective objective = problem.objective(10);
    int size = problem.point(0).length;
    double beta = 0.7;
    GradientEstimator.Run mars = start(new Mars(1, beta, OFF, true), objective, 8);
    GradientEstimator.Run storm =
        new Storm(new Constant(1 - beta))
            .start(
                new RunContext(objective.space(), new Plan(objective.stepsPerEpoch(), 8, 1)),
                problem.objective(10));
    Gradient c = new Gradient(size);
    Gradient d = new Gradient(size);
    double[] mean = new double[size];
    for (int step = 0; step < 8; step++) {
      double[] point = problem.point(step + 1);
      mars.begin(step, point);
      mars.evaluate(point, c);
      storm.begin(step, point);
      storm.evaluate(point, d);
      for (int i = 0; i < size; i++) {
        mean[i] = step == 0 ? c.values[i] : beta * mean[i] + (1 - beta) * c.values[i];
      }
      assertThat(mean).containsExactly(d.values, within(ROUNDING));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gammaZero_unbounded_hasTheBitsOfPlain(boolean exact) {
    LinearCase problem = LinearCase.logistic().penalised(0.1);
    String method = "mars(0, norm=Infinity, exact=%s)".formatted(exact);
    Loop mars = new Loop(OptimMethod.parse(method), problem.objective(10), 9, 0, problem.point(1));
    Loop plain =
        new Loop(OptimMethod.parse("plain"), problem.objective(10), 9, 0, problem.point(1));
    while (plain.begin()) {
      assertThat(mars.next()).isEqualTo(plain.next());
      assertThat(mars.served()).isEqualTo(plain.served());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void restore_atAnyStep_continuesWithTheSameBits(boolean exact) {
    LinearCase problem = LinearCase.softmax().penalised(0.1);
    OptimMethod method =
        OptimMethod.parse(
            "mars(0.5, norm=0.5, exact=%s) + adamw + constant(0.05)".formatted(exact));
    ResumeCheck.assertSameBits(
        () -> new Loop(method, problem.objective(10), 9, 0, problem.point(1)));
  }

  @Test
  void passes_ofAnEpoch_areTwoWhereExact() {
    assertThat(Mars.DEFAULT.passes(1, Set.of(), 10)).isEqualTo(2);
    assertThat(new Mars(0.025, 0.95, 1, false).passes(1, Set.of(), 10)).isEqualTo(1);
    assertThat(new Mars(0, 0.95, 1, true).passes(1, Set.of(), 10)).isEqualTo(1);
    assertThat(new Mars(0.025, 0, 1, true).passes(1, Set.of(), 10)).isEqualTo(1);
  }

  @Test
  void norm_overflows_endsAsDiverged() {
    OptimMethod method = OptimMethod.parse("mars + sgd + constant(1e-3)");
    Loop loop = new Loop(method, new Quadratic(1e160), 3, 0, new double[] {1});
    assertThatThrownBy(loop::next)
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("the norm of the gradient");
  }

  @Test
  void text_everySetting_parsesBack() {
    OptimMethod method = OptimMethod.parse("mars(0.1, 0.9, 2, false)");
    assertThat(method.estimator()).isEqualTo(new Mars(0.1, 0.9, 2, false));
    assertThat(OptimMethod.parse(method.toString())).isEqualTo(method);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "gamma=1.5; gamma must be in [0, 1], was 1.5",
        "beta1=1; beta1 must be in [0, 1), was 1.0",
        "norm=0; norm must be > 0, was 0.0",
      })
  void setting_outOfRange_isRefused(String setting, String message) {
    assertThatThrownBy(() -> OptimMethod.parse("mars(" + setting + ")"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(": mars: " + message);
  }

  @Test
  void rule_withTwoEvaluations_isRefused() {
    assertThatThrownBy(() -> OptimMethod.parse("mars + step-tuned"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("mars needs an update rule that takes one gradient a step");
  }
}
