// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.Capability;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;
import sparkoptim.core.MethodParts;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.stepsize.Constant;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.Quadratic;
import sparkoptim.core.testing.ResumeCheck;
import sparkoptim.core.testing.ScheduleFreeTwin;

final class ScheduleFreeAdamWTest {
  /** A few roundings. */
  private static final double ROUNDING = 1e-12;

  private static final double[] START = {1, -0.1, 2};

  private static Loop loop(String method, Quadratic objective, double... point) {
    return new Loop(OptimMethod.parse(method), objective, 15, 0, point);
  }

  @ParameterizedTest
  @CsvSource({
    "0.9, 0.999, 1e-8, 0, 0, 0, 2",
    "0.7, 0.9, 1e-3, 0.3, 4, 0, 2",
    "0.5, 0, 1e-8, 0.1, 3, 1.5, 1",
    "0, 0.99, 1e-8, 0, 0, 2, 0",
    "1, 0.5, 0.1, 0.05, 20, 1, 3"
  })
  void run_anySettings_isItsTwins(
      double beta1, double beta2, double epsilon, double decay, long warmup, double r, double p) {
    Quadratic quadratic = new Quadratic(1, 0.3, 2.5);
    ScheduleFreeAdamW settings = new ScheduleFreeAdamW(beta1, beta2, epsilon, decay, warmup, r, p);
    MethodParts parts = new MethodParts(null, settings, new Constant(0.05), null);
    Loop loop = new Loop(parts.toMethod(), quadratic, 15, 0, START);
    ScheduleFreeTwin twin = new ScheduleFreeTwin(quadratic, START, beta1, decay, warmup, r, p);
    double[] v = new double[3];
    for (int k = 0; k < 15; k++) {
      double[] direction = twin.gradient();
      for (int i = 0; i < 3; i++) {
        v[i] = beta2 * v[i] + (1 - beta2) * direction[i] * direction[i];
        direction[i] /= Math.sqrt(v[i] / (1 - Math.pow(beta2, k + 1))) + epsilon;
      }
      assertThat(loop.query()).containsExactly(twin.query(), within(ROUNDING));
      loop.next();
      twin.step(0.05, direction, 0);
      assertThat(loop.served()).containsExactly(twin.x, within(ROUNDING));
      assertThat(LoopState.of(loop).vectors().get("rule.z"))
          .containsExactly(twin.z, within(ROUNDING));
    }
  }

  /** The first step has the step size's length along every coordinate, whatever the gradient. */
  @Test
  void firstStep_hasTheLengthOfTheStepSize() {
    Loop loop = loop("schedule-free-adamw + constant(0.25)", new Quadratic(1e-3, 50), 1, -2);
    loop.next();
    assertThat(loop.served()).containsExactly(new double[] {0.75, -1.75}, within(1e-5));
  }

  @Test
  void step_zeroGradient_stays() {
    Loop loop = loop("schedule-free-adamw", new Quadratic(1, 0), 0, 3);
    loop.forEachRemaining(iteration -> {});
    assertThat(loop.served()).isEqualTo(new double[] {0, 3});
  }

  @Test
  void offers_oneGradientAndNoProximalStep() {
    assertThat(ScheduleFreeAdamW.DEFAULT.offers()).containsExactly(Capability.ONE_EVALUATION);
  }

  @Test
  void emptyPart_steps() {
    Loop loop = loop("schedule-free-adamw", new Quadratic());
    loop.forEachRemaining(iteration -> {});
    assertThat(loop.served()).isEmpty();
  }

  @Test
  void restore_atAnyStep_continuesWithTheSameBits() {
    LinearCase problem = LinearCase.softmax().penalised(0.1);
    OptimMethod method =
        OptimMethod.parse("schedule-free-adamw(decay=0.1, warmup=4) + constant(0.05)");
    ResumeCheck.assertSameBits(
        () -> new Loop(method, problem.objective(10), 9, 0, problem.point(1)));
  }

  @Test
  void text_everySetting_parsesBack() {
    OptimMethod method = OptimMethod.parse("schedule-free-adamw(0.5, 0.9, 1e-3, 0.1, 20, 1, 3)");
    assertThat(method.rule()).isEqualTo(new ScheduleFreeAdamW(0.5, 0.9, 1e-3, 0.1, 20, 1, 3));
    assertThat(OptimMethod.parse(method.toString())).isEqualTo(method);
    assertThat(OptimMethod.parse("schedule-free-adamw").rule())
        .isEqualTo(new ScheduleFreeAdamW(0.9, 0.999, 1e-8, 0, 0, 0, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "beta1=1.1; beta1 must be in [0, 1], was 1.1",
        "beta1=NaN; beta1 must be in [0, 1], was NaN",
        "beta2=1; beta2 must be in [0, 1), was 1.0",
        "beta2=-0.1; beta2 must be in [0, 1), was -0.1",
        "epsilon=0; epsilon must be finite and > 0, was 0.0",
        "epsilon=Infinity; epsilon must be finite and > 0, was Infinity",
        "decay=-1; decay must be finite and >= 0, was -1.0",
        "warmup=-1; warmup must be >= 0 steps, was -1",
        "countPower=Infinity; countPower must be finite and >= 0, was Infinity",
        "ratePower=-2; ratePower must be finite and >= 0, was -2.0",
      })
  void setting_outOfRange_isRefused(String setting, String message) {
    assertThatThrownBy(() -> OptimMethod.parse("schedule-free-adamw(" + setting + ")"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(": schedule-free-adamw: " + message);
  }
}
