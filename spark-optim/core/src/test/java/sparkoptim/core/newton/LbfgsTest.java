// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import sparkoptim.core.Gradient;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Oracle;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.WholeSpace;

final class LbfgsTest {
  /** f(x, y) = (1 - x)^2 + 100 (y - x^2)^2, whose valley bends. */
  private static double rosenbrock(double[] at, Gradient gradient) {
    double x = at[0];
    double off = at[1] - x * x;
    gradient.values[0] = -2 * (1 - x) - 400 * x * off;
    gradient.values[1] = 200 * off;
    return (1 - x) * (1 - x) + 100 * off * off;
  }

  private static UpdateRule.Run start(double... point) {
    RunContext context = new RunContext(new WholeSpace(point.length), new Plan(1, 100, 1));
    return Lbfgs.DEFAULT.start(context, point);
  }

  private static double after(UpdateRule.Run run, Oracle oracle, int steps) {
    double loss = Double.NaN;
    for (int step = 0; step < steps; step++) {
      double next = run.step(step, 1, oracle);
      assertThat(next).as("loss of step %d", step).isLessThanOrEqualTo(step == 0 ? next : loss);
      loss = next;
    }
    return loss;
  }

  @Test
  void steps_inABentValley_neverRiseAndEndAtItsLeastPoint() {
    UpdateRule.Run run = start(-1.2, 1);
    assertThat(after(run, LbfgsTest::rosenbrock, 60)).isLessThan(1e-16);
    assertThat(run.served()).containsExactly(new double[] {1, 1}, within(1e-7));
    assertThat(run.gap()).isLessThan(1e-12);
  }

  @Test
  void step_theFirst_measuresTheStart() {
    UpdateRule.Run run = start(-1.2, 1);
    assertThat(run.step(0, 1, LbfgsTest::rosenbrock)).isCloseTo(24.2, within(1e-12));
    assertThat(run.served()).containsExactly(-1.2, 1);
    assertThat(run.query()).isNotEqualTo(run.served());
  }

  @Test
  void steps_pastTheEdgeOfNumbers_areShortened() {
    Oracle edge =
        (at, gradient) -> {
          gradient.values[0] = at[0] > 1.25 ? Double.NaN : 2 * (at[0] - 1);
          return at[0] > 1.25 ? Double.NaN : (at[0] - 1) * (at[0] - 1) - 1;
        };
    UpdateRule.Run run = start(0.5);
    after(run, edge, 20);
    assertThat(run.served()[0]).isCloseTo(1, within(1e-9));
  }

  @Test
  void steps_whereNothingIsLower_stayAndSayThatTheyAreThere() {
    Oracle kink =
        (at, gradient) -> {
          gradient.values[0] = 1; // of |x|, on the wrong side of the kink
          return Math.abs(at[0]);
        };
    UpdateRule.Run run = start(0);
    for (int step = 0; step < 50; step++) {
      run.step(step, 1, kink);
      assertThat(run.gap() == 0).as("gap 0 at step %d", step).isEqualTo(step >= 40);
    }
    assertThat(run.served()).containsExactly(0);
  }

  /** Without a tolerance it goes on to where numbers end, and divides by nothing that is not. */
  @Test
  void steps_pastTheSmallestNumbers_stayFinite() {
    Oracle flat =
        (at, gradient) -> {
          double x = at[0];
          gradient.values[0] = 4 * x * x * x;
          return x * x * x * x;
        };
    for (double start : new double[] {1, 1e-55, 1e-80, 1e-120, 0}) {
      UpdateRule.Run run = start(start);
      for (int step = 0; step < 500; step++) {
        assertThat(run.step(step, 1, flat)).isFinite();
        assertThat(run.query()[0]).isFinite();
      }
      assertThat(Math.abs(run.served()[0])).isLessThanOrEqualTo(start);
    }
  }

  @Test
  void start_ofMiniBatches_isRefused() {
    RunContext context = new RunContext(new WholeSpace(1), new Plan(4, 100, 1));
    assertThatThrownBy(() -> Lbfgs.DEFAULT.start(context, new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("lbfgs takes full gradients: an epoch must be 1 step, was 4");
  }

  @Test
  void text_withMemory_isParsedAndChecked() {
    assertThat(OptimMethod.parse("lbfgs(3)").rule()).isEqualTo(new Lbfgs(3));
    for (long memory : Arrays.asList(0L, 101L)) {
      assertThatThrownBy(() -> new Lbfgs(memory))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("lbfgs: memory must be 1 to 100, was " + memory);
    }
  }
}
