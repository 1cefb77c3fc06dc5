// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.Iteration;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.Snapshot;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.testing.LeastSquares;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.Watched;

final class SarahTest {
  private static final double ROUNDING = 1e-12;

  /** The golden run's full step takes no row: step 1 is row 0. */
  @Test
  void run_leastSquares_isTheGoldenOne() {
    StochasticObjective objective = new LeastSquares(3, 0, 1, 2, 3);
    Sarah everyOtherEpoch = new Sarah(2 * LeastSquares.ROWS);
    GoldenRuns.check(
        "related/F4_sarah", "v", everyOtherEpoch.start(GoldenRuns.context(objective), objective));
  }

  /** The penalty's gradient belongs to both gradients of the recursion. */
  @ParameterizedTest
  @MethodSource("sparkoptim.core.testing.LinearCase#matrix")
  void run_miniBatches_isTheFormula(LinearCase problem) {
    StochasticObjective objective = problem.objective(10);
    StochasticObjective twin = problem.objective(10);
    int size = problem.point(0).length;
    var run =
        new Sarah(3)
            .start(
                new RunContext(objective.space(), new Plan(objective.stepsPerEpoch(), 8, 1)),
                objective);
    Gradient gradient = new Gradient(size);
    Gradient here = new Gradient(size);
    Gradient there = new Gradient(size);
    double[] direction = new double[size];
    for (int step = 0; step < 8; step++) {
      double[] point = problem.point(step + 1);
      Snapshot fresh = run.begin(step, point);
      double loss = run.evaluate(point, gradient);
      boolean full = step % 4 % 3 == 0;
      assertThat(fresh != null).isEqualTo(full);
      double expected = (full ? twin.full() : twin.batch(step)).evaluate(point, here);
      assertThat(loss).isEqualTo(expected);
      if (step > 0) {
        twin.batch(step).evaluate(problem.point(step), there);
      }
      for (int i = 0; i < size; i++) {
        direction[i] = here.values[i] + (full ? 0 : direction[i] - there.values[i]);
      }
      assertThat(gradient.values).containsExactly(direction, within(ROUNDING));
    }
  }

  @Test
  void fullStep_reportsLossAndNorm() {
    Watched objective = new Watched(LinearCase.logistic().objective(10));
    Loop loop =
        new Loop(OptimMethod.parse("sarah(2)"), objective, 8, 0, LinearCase.logistic().point(1));
    while (loop.begin()) {
      Iteration iteration = loop.next();
      boolean full = iteration.step() % 2 == 0;
      assertThat(Double.isNaN(iteration.gradientNorm())).isEqualTo(!full);
      if (full) {
        assertThat(iteration.loss()).isEqualTo(iteration.objective());
      }
    }
    assertThat(objective.renewed).hasSize(4);
  }

  /** With one step an epoch every step is a full one: gradient descent. */
  @Test
  void oneBatch_isGradientDescent() {
    LinearCase problem = LinearCase.softmax().penalised(0.1);
    Loop sarah = new Loop(OptimMethod.parse("sarah"), problem.objective(0), 5, 0, problem.point(1));
    Loop plain = new Loop(OptimMethod.parse("plain"), problem.objective(0), 5, 0, problem.point(1));
    while (plain.begin()) {
      plain.next();
      sarah.next();
      assertThat(sarah.served()).containsExactly(plain.served(), within(ROUNDING));
    }
    assertThat(sarah.passes()).isEqualTo(plain.passes());
  }

  @ParameterizedTest
  @CsvSource({"0, 10, 2.8", "5, 10, 3.6", "4, 10, 4.4", "1, 10, 10", "20, 10, 2.4", "0, 1, 1"})
  void passes_ofAnEpoch_countFullStepsOnce(long every, long stepsPerEpoch, double expected) {
    for (Set<Capability> offers : Set.of(Set.<Capability>of(), Set.of(Capability.REMEMBERS))) {
      assertThat(new Sarah(every).passes(1, offers, stepsPerEpoch))
          .isCloseTo(expected, within(ROUNDING));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sarah + step-tuned", "sarah + local"})
  void rules_thatDoNotFit_areRefused(String text) {
    assertThatThrownBy(() -> OptimMethod.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void every_negative_isRefused() {
    assertThatThrownBy(() -> new Sarah(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sarah: every must be >= 0 (0: once an epoch), was -1");
  }
}
