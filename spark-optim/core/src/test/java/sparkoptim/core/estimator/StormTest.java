// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import sparkoptim.core.stepsize.Linear;
import sparkoptim.core.testing.LeastSquares;
import sparkoptim.core.testing.LinearCase;

final class StormTest {
  private static final double ROUNDING = 1e-12;

  @Test
  void run_leastSquares_isTheGoldenOne() {
    StochasticObjective objective = new LeastSquares();
    GoldenRuns.check(
        "related/F6_storm_a0.1",
        "d",
        Storm.DEFAULT.start(GoldenRuns.context(objective), objective));
  }

  @ParameterizedTest
  @MethodSource("sparkoptim.core.testing.LinearCase#matrix")
  void run_scheduledWeight_isTheFormula(LinearCase problem) {
    StochasticObjective objective = problem.objective(10);
    StochasticObjective twin = problem.objective(10);
    int size = problem.point(0).length;
    int steps = 7;
    var run =
        new Storm(new Linear(0.9, 0.3))
            .start(
                new RunContext(objective.space(), new Plan(objective.stepsPerEpoch(), steps, 1)),
                objective);
    Gradient gradient = new Gradient(size);
    Gradient here = new Gradient(size);
    Gradient there = new Gradient(size);
    double[] direction = new double[size];
    for (int step = 0; step < steps; step++) {
      double a = step == 0 ? 1 : 0.9 - 0.1 * step;
      double[] point = problem.point(step + 1);
      assertThat(run.begin(step, point)).isNull();
      assertThat(run.evaluate(point, gradient)).isEqualTo(twin.batch(step).evaluate(point, here));
      twin.batch(step).evaluate(problem.point(step), there);
      for (int i = 0; i < size; i++) {
        direction[i] = here.values[i] + (1 - a) * (direction[i] - there.values[i]);
      }
      assertThat(gradient.values).containsExactly(direction, within(ROUNDING));
    }
    assertThat(run.snapshot()).isNull();
  }

  @Test
  void weightOne_hasTheBitsOfPlain() {
    LinearCase problem = LinearCase.logistic().penalised(0.1);
    Loop storm =
        new Loop(OptimMethod.parse("storm(1)"), problem.objective(10), 9, 0, problem.point(1));
    Loop plain =
        new Loop(OptimMethod.parse("plain"), problem.objective(10), 9, 0, problem.point(1));
    while (plain.begin()) {
      assertThat(storm.next()).isEqualTo(plain.next());
      assertThat(storm.served()).isEqualTo(plain.served());
    }
  }

  @Test
  void passes_ofAnEpoch_areTwo() {
    assertThat(Storm.DEFAULT.passes(1, Set.of(), 10)).isEqualTo(2);
  }

  @Test
  void weight_aboveOneInTheEnd_isRefusedAtTheStart() {
    LinearCase problem = LinearCase.logistic();
    OptimMethod method = OptimMethod.parse("storm(linear(0, 1.5))");
    assertThatThrownBy(() -> new Loop(method, problem.objective(10), 4, 0, problem.point(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("storm: a must be in [0, 1], was 1.5 at step 3");
  }

  @Test
  void weight_null_isRefused() {
    assertThatThrownBy(() -> new Storm(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("storm: a must be given, was null");
  }

  @Test
  void rule_withTwoEvaluations_isRefused() {
    assertThatThrownBy(() -> OptimMethod.parse("storm + step-tuned"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("storm needs an update rule that takes one gradient a step");
  }
}
