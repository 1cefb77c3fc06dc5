// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.Capability;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;
import sparkoptim.core.MethodParts;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Schedule;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.stepsize.Constant;
import sparkoptim.core.testing.Golden;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.Quadratic;
import sparkoptim.core.testing.ResumeCheck;
import sparkoptim.core.testing.ScheduleFreeTwin;
import sparkoptim.core.testing.Shrunk;
import sparkoptim.core.testing.WrittenSchedule;

final class ScheduleFreeSgdTest {
  /** A few roundings. */
  private static final double ROUNDING = 1e-13;

  private static final double[] H = {1, 0.3, 2.5};

  private static final double[] START = {1, -0.1, 2};

  private static double[] z(Loop loop) {
    return LoopState.of(loop).vectors().get("rule.z");
  }

  private static Loop loop(String method, StochasticObjective objective, double... point) {
    return new Loop(OptimMethod.parse(method), objective, 12, 0, point);
  }

  /** F7: x, y and z. */
  @ParameterizedTest
  @CsvSource({"plain, 0", "warmup2, 2"})
  void run_quadratic_isTheGoldenOne(String part, long warmup) {
    JsonNode steps = Golden.vector("related/F7_schedule_free_sgd").get(part);
    String method = "schedule-free-sgd(warmup=%d) + constant(0.05)".formatted(warmup);
    Loop loop = loop(method, new Quadratic(1, 10), 1, 1);
    assertThat(steps).hasSize(4);
    for (JsonNode expected : steps) {
      same(loop.query(), expected, "y");
      loop.next();
      same(loop.served(), expected, "x");
      same(z(loop), expected, "z");
    }
  }

  private static void same(double[] actual, JsonNode expected, String name) {
    assertThat(actual)
        .containsExactly(Golden.doubles(expected.get(name)), within(Golden.TOLERANCE));
  }

  @ParameterizedTest
  @CsvSource({
    "0.9, 0, 0, 0, 2",
    "0.7, 0.3, 4, 0, 2",
    "0.5, 0.1, 3, 1.5, 1",
    "0, 0.2, 0, 2, 0",
    "1, 0, 5, 3, 4"
  })
  void run_anySettings_isItsTwins(double b, double decay, long warmup, double r, double p) {
    for (double penalty : new double[] {0, 0.4}) {
      Quadratic quadratic = new Quadratic(H);
      MethodParts parts =
          new MethodParts(
              null,
              new ScheduleFreeSgd(b, decay, warmup, r, p),
              new WrittenSchedule(0.3, 0.3, 0.2, 0.4, 0.3, 0.1, 0.1, 0.2, 0.3, 0.3, 0.3, 0.3),
              null);
      StochasticObjective objective = penalty == 0 ? quadratic : new Shrunk(quadratic, penalty);
      Loop loop = new Loop(parts.toMethod(), objective, 12, 0, START);
      ScheduleFreeTwin twin = new ScheduleFreeTwin(quadratic, START, b, decay, warmup, r, p);
      while (loop.begin()) {
        assertThat(loop.query()).containsExactly(twin.query(), within(ROUNDING));
        double eta = loop.next().stepSize();
        twin.step(eta, twin.gradient(), penalty);
        assertThat(loop.served()).containsExactly(twin.x, within(ROUNDING));
        assertThat(z(loop)).containsExactly(twin.z, within(ROUNDING));
      }
    }
  }

  /** c = 1 / (k + 1). */
  private record Harmonic() implements Schedule {
    @Override
    public double at(long count, long total) {
      return 1 / (count + 1.0);
    }
  }

  /** Equal weights whose sum is exact: the bits are the same. */
  @Test
  void momentumOne_constantStep_isPrimalAveragingOfAllPoints() {
    LinearCase problem = LinearCase.softmax().penalised(0.1);
    MethodParts averaging =
        new MethodParts(null, new PrimalAveraging(new Harmonic()), new Constant(0.3), null);
    Loop spa = new Loop(averaging.toMethod(), problem.objective(10), 12, 0, problem.point(1));
    Loop exact =
        loop(
            "schedule-free-sgd(1, ratePower=0) + constant(0.3)",
            problem.objective(10),
            problem.point(1));
    Loop squared =
        loop("schedule-free-sgd(1) + constant(0.3)", problem.objective(10), problem.point(1));
    while (spa.begin()) {
      assertThat(exact.next()).isEqualTo(spa.next());
      squared.next();
      assertThat(exact.served()).isEqualTo(spa.served());
      assertThat(z(exact)).isEqualTo(z(spa));
      assertThat(exact.query()).isEqualTo(exact.served());
      assertThat(squared.served()).containsExactly(spa.served(), within(ROUNDING));
    }
  }

  /** b = 0 takes gradients at z: SGD, and the mean of its points served. */
  @Test
  void momentumZero_isTheMeanOfPlainSgd() {
    Loop sgd = loop("sgd + constant(0.2)", new Quadratic(H), START);
    Loop free = loop("schedule-free-sgd(0) + constant(0.2)", new Quadratic(H), START);
    double[] sum = new double[3];
    while (sgd.begin()) {
      sgd.next();
      free.next();
      assertThat(z(free)).containsExactly(sgd.served(), within(ROUNDING));
      for (int i = 0; i < 3; i++) {
        sum[i] += sgd.served()[i];
        assertThat(free.served()[i]).isCloseTo(sum[i] / sgd.step(), within(ROUNDING));
      }
    }
  }

  /** Whatever the momentum, also where 1 - b and b do not add up to 1. */
  @ParameterizedTest
  @CsvSource({"0", "0.1", "0.9", "0.3", "1"})
  void query_atTheStart_isThePoint(double momentum) {
    double[] point = {1 / 3.0, Math.PI, -1e-7};
    Loop loop = loop("schedule-free-sgd(" + momentum + ")", new Quadratic(H), point);
    assertThat(loop.query()).isEqualTo(point);
    assertThat(loop.served()).isEqualTo(point);
  }

  /** No weight yet: 0/0 is taken as 0. */
  @Test
  void stepSizeZeroAtFirst_staysUntilItRises() {
    MethodParts parts =
        new MethodParts(null, ScheduleFreeSgd.DEFAULT, new WrittenSchedule(0, 0, 0.5), null);
    Loop loop = new Loop(parts.toMethod(), new Quadratic(1), 3, 0, new double[] {1});
    loop.next();
    loop.next();
    assertThat(loop.served()).isEqualTo(new double[] {1});
    loop.next();
    assertThat(loop.served()).isEqualTo(new double[] {0.5});
  }

  @Test
  void weights_overflow_throws() {
    Loop loop = loop("schedule-free-sgd(countPower=1000) + constant(0.1)", new Quadratic(1), 1);
    loop.next();
    assertThatThrownBy(() -> loop.forEachRemaining(iteration -> {}))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("the sum of the averaging weights is Infinity");
  }

  @Test
  void offers_aProximalStepAndOneGradient() {
    assertThat(ScheduleFreeSgd.DEFAULT.offers())
        .containsExactlyInAnyOrder(Capability.ONE_EVALUATION, Capability.PROXIMAL);
  }

  @Test
  void emptyPart_steps() {
    Loop loop = loop("schedule-free-sgd", new Quadratic());
    loop.forEachRemaining(iteration -> {});
    assertThat(loop.served()).isEmpty();
  }

  /** y is not saved but made again. */
  @ParameterizedTest
  @CsvSource({"0, 0.9", "0.2, 0.9", "0, 0.3", "0, 1"})
  void restore_atAnyStep_continuesWithTheSameBits(double penalty, double momentum) {
    LinearCase problem = LinearCase.logistic().penalised(0.1);
    String method = "schedule-free-sgd(%s, 0.1, warmup=4) + linear(1, 0.5)".formatted(momentum);
    ResumeCheck.assertSameBits(
        () ->
            loop(
                method,
                penalty == 0 ? problem.objective(10) : new Shrunk(problem.objective(10), penalty),
                problem.point(1)));
  }

  @Test
  void text_everySetting_parsesBack() {
    OptimMethod method = OptimMethod.parse("schedule-free-sgd(0.5, 0.1, 20, 1, 3)");
    assertThat(method.rule()).isEqualTo(new ScheduleFreeSgd(0.5, 0.1, 20, 1, 3));
    assertThat(OptimMethod.parse(method.toString())).isEqualTo(method);
    assertThat(OptimMethod.parse("schedule-free-sgd").rule())
        .isEqualTo(new ScheduleFreeSgd(0.9, 0, 0, 0, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "momentum=1.1; momentum must be in [0, 1], was 1.1",
        "momentum=-0.1; momentum must be in [0, 1], was -0.1",
        "momentum=NaN; momentum must be in [0, 1], was NaN",
        "decay=-1; decay must be finite and >= 0, was -1.0",
        "decay=Infinity; decay must be finite and >= 0, was Infinity",
        "warmup=-1; warmup must be >= 0 steps, was -1",
        "countPower=-1; countPower must be finite and >= 0, was -1.0",
        "ratePower=NaN; ratePower must be finite and >= 0, was NaN",
      })
  void setting_outOfRange_isRefused(String setting, String message) {
    assertThatThrownBy(() -> OptimMethod.parse("schedule-free-sgd(" + setting + ")"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(": schedule-free-sgd: " + message);
  }
}
