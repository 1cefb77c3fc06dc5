// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Capability;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.testing.Golden;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.Quadratic;
import sparkoptim.core.testing.ResumeCheck;
import sparkoptim.core.testing.Shrunk;

final class GeneralizedPrimalAveragingTest {
  /** A few roundings. */
  private static final double ROUNDING = 1e-13;

  private static final LinearCase PROBLEM = LinearCase.softmax().penalised(0.1);

  private static Loop loop(String method, StochasticObjective objective) {
    return new Loop(OptimMethod.parse(method), objective, 12, 0, PROBLEM.point(1));
  }

  private static Loop loop(String method) {
    return loop(method, PROBLEM.objective(10));
  }

  private static double[] z(Loop loop) {
    return LoopState.of(loop).vectors().get("rule.of.x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sgd      | gpa(sgd, 0.7, 0.2) + constant(0.05)",
        "adamw    | gpa(adamw(decay=0.05)) + constant(0.1)",
        "harmonic | gpa(sgd, 0.9, power(1, 1)) + constant(0.05)",
      })
  void run_quadratic_isTheGoldenOne(String vector, String method) {
    JsonNode steps = Golden.vector("gpa/" + vector);
    OptimMethod parsed = OptimMethod.parse(method);
    Loop loop = new Loop(parsed, new Quadratic(1, 10), steps.size(), 0, new double[] {1, 1});
    for (JsonNode expected : steps) {
      same(loop.query(), expected, "y");
      loop.next();
      same(z(loop), expected, "z");
      same(loop.served(), expected, "x");
    }
  }

  private static void same(double[] actual, JsonNode expected, String name) {
    assertThat(actual)
        .containsExactly(Golden.doubles(expected.get(name)), within(Golden.TOLERANCE));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3})
  void momentumOne_aroundSgd_hasTheBitsOfPrimalAveraging(double shrunk) {
    Loop gpa = loop("gpa(sgd, 1, linear(0.9, 0.1)) + constant(0.3)", penalised(shrunk));
    Loop spa = loop("spa(linear(0.9, 0.1)) + constant(0.3)", penalised(shrunk));
    while (spa.begin()) {
      assertThat(gpa.next()).isEqualTo(spa.next());
      assertThat(gpa.served()).isEqualTo(spa.served());
      assertThat(gpa.query()).isEqualTo(spa.query());
    }
  }

  private static StochasticObjective penalised(double shrunk) {
    StochasticObjective smooth = PROBLEM.objective(10);
    return shrunk == 0 ? smooth : new Shrunk(smooth, shrunk);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.9, 1})
  void harmonicAveraging_aroundSgd_isScheduleFree(double momentum) {
    same(
        loop("gpa(sgd, %s, power(1, 1)) + constant(0.3)".formatted(momentum)),
        loop("schedule-free-sgd(%s) + constant(0.3)".formatted(momentum)));
  }

  @Test
  void harmonicAveraging_aroundScaledGradients_isScheduleFreeAdamW() {
    same(
        loop("gpa(adamw(0, 0.99, 1e-8, false, 0), 0.9, power(1, 1)) + constant(0.05)"),
        loop("schedule-free-adamw(0.9, 0.99) + constant(0.05)"));
  }

  private static void same(Loop gpa, Loop free) {
    while (free.begin()) {
      gpa.next();
      free.next();
      assertThat(gpa.served()).containsExactly(free.served(), within(ROUNDING));
      assertThat(gpa.query()).containsExactly(free.query(), within(ROUNDING));
    }
  }

  /** Where gradients are taken, at the step size times c. */
  @Test
  void averagingAsMuchAsMomentumLeaves_aroundSgd_isNesterovs() {
    Loop gpa = loop("gpa(sgd, 0.8, 0.2) + constant(0.3)");
    Loop nesterov = loop("sgd(0.8, nesterov=true) + constant(0.06)");
    while (nesterov.begin()) {
      gpa.next();
      nesterov.next();
      assertThat(gpa.query()).containsExactly(nesterov.query(), within(ROUNDING));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"adamw(decay=0.1)", "sgd(0.9)", "prodigy(start=0.01)"})
  void averagingOne_hasTheBitsOfTheRule(String rule) {
    Loop gpa = loop("gpa(%s, 0.3, 1) + constant(0.1)".formatted(rule));
    Loop plain = loop(rule + " + constant(0.1)");
    while (plain.begin()) {
      assertThat(gpa.next()).isEqualTo(plain.next());
      assertThat(gpa.served()).isEqualTo(plain.served());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adamw(decay=0.1)", "adagrad", "prodigy"})
  void restore_atAnyStep_continuesWithTheSameBits(String rule) {
    ResumeCheck.assertSameBits(
        () -> loop("gpa(%s, 0.3, power(0.5, 0.5)) + linear(0.2, 0.1)".formatted(rule)));
  }

  @Test
  void offers_whatTheRuleDoes_butAnExactStep() {
    assertThat(OptimMethod.parse("gpa(sgd)").rule().offers())
        .containsExactlyInAnyOrder(Capability.ONE_EVALUATION, Capability.PROXIMAL);
    assertThat(OptimMethod.parse("gpa(sgd(0.9))").rule().offers())
        .containsExactly(Capability.ONE_EVALUATION);
    assertThat(GeneralizedPrimalAveraging.DEFAULT.defaultStepSize()).isEqualTo(0.001);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "step-tuned",
        "local",
        "sampled-newton",
        "curvature-descent",
        "lbfgs",
        "schedule-free-sgd",
        "gpa"
      })
  void of_aRuleThatDoesNotFit_isRefused(String rule) {
    assertThatThrownBy(() -> OptimMethod.parse("gpa(%s)".formatted(rule)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(
            "gpa: of must be a rule of one mini-batch gradient a step that does not average itself,"
                + " as sgd or adamw, was "
                + rule);
  }

  @Test
  void averaging_zeroInTheEnd_isRefusedAtTheStart() {
    assertThatThrownBy(() -> loop("gpa(sgd, 0.7, linear(1, 0))"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gpa: averaging must be in (0, 1], was 0.0 at step 11");
  }

  @Test
  void text_everySetting_parsesBack() {
    OptimMethod method = OptimMethod.parse("gpa(adamw(decay=0.1), 0.5, linear(1, 0.1))");
    assertThat(OptimMethod.parse(method.toString())).isEqualTo(method);
  }
}
