// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;
import sparkoptim.core.MethodParts;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.testing.Golden;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.Quadratic;
import sparkoptim.core.testing.ResumeCheck;
import sparkoptim.core.testing.WrittenSchedule;

final class ProdigyTest {
  /** x_0 - x is of size 1e-6 in the first steps: of its 16 digits ten are left. */
  private static final double TOLERANCE = 1e-9;

  private static double d(Loop loop) {
    return LoopState.of(loop).numbers().get("rule.d");
  }

  private static Loop loop(String method, Quadratic objective, double... point) {
    return new Loop(OptimMethod.parse(method), objective, 200, 0, point);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "default   | prodigy + constant(1)",
        "settings  | prodigy(decay=0.05, start=0.001, factor=0.7, growth=1.1, correction=true)"
            + " + constant(0.5)",
        "safeguard | prodigy(start=0.01, safeguard=true) + constant(0.25)",
      })
  void run_quadratic_isTheGoldenOne(String vector, String method) {
    Loop loop = loop(method, new Quadratic(1, 10), 1, 1);
    for (JsonNode expected : Golden.vector("prodigy/" + vector)) {
      loop.next();
      assertThat(loop.served())
          .containsExactly(Golden.doubles(expected.get("w")), within(TOLERANCE));
      assertThat(d(loop)).isCloseTo(expected.get("d").doubleValue(), within(TOLERANCE));
    }
  }

  /** d grows by itself to the order of the distance, in any unit of the point. */
  @ParameterizedTest
  @CsvSource({"1e-3", "1", "1e3"})
  void estimate_ofTheDistance_findsItsOrder(double distance) {
    Loop loop = loop("prodigy", new Quadratic(1, 4), distance, distance);
    double last = 0;
    while (loop.begin()) {
      loop.next();
      assertThat(d(loop)).isGreaterThanOrEqualTo(last);
      last = d(loop);
    }
    assertThat(last / distance).isBetween(0.05, 2.0);
  }

  @Test
  void step_zeroGradient_stays() {
    Loop loop = loop("prodigy", new Quadratic(0, 0), 0, 3);
    loop.forEachRemaining(iteration -> {});
    assertThat(loop.served()).isEqualTo(new double[] {0, 3});
    assertThat(d(loop)).isEqualTo(1e-6);
  }

  /** A warm-up from 0 learns nothing there, and begins where it rises. */
  @Test
  void stepSizeZeroAtFirst_staysUntilItRises() {
    MethodParts parts =
        new MethodParts(
            null, new Prodigy(0.9, 0.999, 1e-8, 0, 0.1, 1, 2, false, false), null, null);
    OptimMethod method = parts.withStepSize(new WrittenSchedule(0, 0, 1, 1, 1, 1, 1, 1)).toMethod();
    Loop loop = new Loop(method, new Quadratic(1), 8, 0, new double[] {5});
    loop.next();
    loop.next();
    assertThat(loop.served()).isEqualTo(new double[] {5});
    assertThat(d(loop)).isEqualTo(0.1);
    loop.forEachRemaining(iteration -> {});
    assertThat(d(loop)).isGreaterThan(0.1);
  }

  /** Moments and bias correction are those of a run without the steps of size 0. */
  @Test
  void stepSizeZero_leavesNoTrace() {
    Loop with = after(0, 0, 0, 1, 1, 0, 1);
    Loop without = after(1, 1, 1);
    assertThat(with.served()).isEqualTo(without.served());
    for (String number : List.of("d", "meanDecay", "squaresDecay")) {
      assertThat(LoopState.of(with).numbers().get("rule." + number))
          .as(number)
          .isEqualTo(LoopState.of(without).numbers().get("rule." + number));
    }
  }

  private static Loop after(double... etas) {
    MethodParts parts =
        new MethodParts(null, new Prodigy(0.9, 0.999, 1e-8, 0, 0.1, 1, 2, true, false), null, null);
    OptimMethod method = parts.withStepSize(new WrittenSchedule(etas)).toMethod();
    Loop loop = new Loop(method, new Quadratic(1), etas.length, 0, new double[] {5});
    loop.forEachRemaining(iteration -> {});
    return loop;
  }

  @Test
  void emptyPart_steps() {
    Loop loop = loop("prodigy", new Quadratic());
    loop.forEachRemaining(iteration -> {});
    assertThat(loop.served()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void restore_atAnyStep_continuesWithTheSameBits(boolean correction) {
    LinearCase problem = LinearCase.softmax().penalised(0.1);
    OptimMethod method =
        OptimMethod.parse(
            "prodigy(decay=0.1, start=0.01, growth=1.5, correction=%s) + linear(1, 0.5)"
                .formatted(correction));
    ResumeCheck.assertSameBits(
        () -> new Loop(method, problem.objective(10), 12, 0, problem.point(1)));
  }

  @Test
  void text_everySetting_parsesBack() {
    OptimMethod method =
        OptimMethod.parse("prodigy(0.8, 0.99, 1e-6, 0.1, 1e-4, 2, 1.02, true, true)");
    assertThat(method.rule())
        .isEqualTo(new Prodigy(0.8, 0.99, 1e-6, 0.1, 1e-4, 2, 1.02, true, true));
    assertThat(OptimMethod.parse(method.toString())).isEqualTo(method);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "beta1=1; beta1 must be in [0, 1), was 1.0",
        "epsilon=0; epsilon must be > 0 and finite, was 0.0",
        "decay=-1; decay must be finite and >= 0, was -1.0",
        "start=0; start must be finite and > 0, was 0.0",
        "factor=Infinity; factor must be finite and > 0, was Infinity",
        "growth=1; growth must be > 1, was 1.0",
      })
  void setting_outOfRange_isRefused(String setting, String message) {
    assertThatThrownBy(() -> OptimMethod.parse("prodigy(" + setting + ")"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(": prodigy: " + message);
  }
}
