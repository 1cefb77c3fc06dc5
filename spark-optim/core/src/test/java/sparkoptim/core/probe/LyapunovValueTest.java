// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.average.NoAverage;
import sparkoptim.core.estimator.Plain;
import sparkoptim.core.probe.LyapunovValue.Look;
import sparkoptim.core.rule.PrimalAveraging;
import sparkoptim.core.stepsize.Constant;
import sparkoptim.core.testing.Golden;
import sparkoptim.core.testing.Quadratic;

final class LyapunovValueTest {
  private static List<Look> looks(
      Quadratic objective, double[] start, double smoothness, double c, double eta, int steps) {
    OptimMethod method =
        new OptimMethod(
            Plain.DEFAULT,
            new PrimalAveraging(new Constant(c)),
            new Constant(eta),
            NoAverage.DEFAULT);
    List<Look> looks = new ArrayList<>();
    Loop run = new Loop(method, objective, steps, 0, start);
    run.probe(1, LyapunovValue.of(method, smoothness, looks::add));
    run.forEachRemaining(iteration -> {});
    return looks;
  }

  @Test
  void look_goldenRun_hasTheGoldenValues() {
    JsonNode vector = Golden.vector("spa/B5_lyapunov_derived");
    double[] values = Golden.doubles(vector.get("V"));
    assertThat(new LyapunovValue(10, 0.5, 0.1, look -> {}).weight())
        .isEqualTo(vector.get("coef").doubleValue());
    List<Look> looks =
        looks(new Quadratic(1, 10), new double[] {1, 1}, 10, 0.5, 0.1, values.length);
    for (int k = 0; k < values.length; k++) {
      assertThat(looks.get(k).value()).isCloseTo(values[k], within(Golden.TOLERANCE));
      assertThat(looks.get(k).step()).isEqualTo(k);
    }
    assertThat(looks.get(0).loss()).isEqualTo(5.5);
    assertThat(looks.get(0).gradientNorm()).isEqualTo(Math.sqrt(101));
    assertThat(looks.get(0).distance()).isZero();
  }

  /** {@code eta = share (2 - c) / L}: every step takes c eta / 2 of the squared gradient. */
  @Property(tries = 300)
  void value_stepWithinTheBound_falls(
      @ForAll @Size(3) List<@DoubleRange(min = 0.01, max = 10) Double> curvatures,
      @ForAll @Size(3) List<@DoubleRange(min = -3, max = 3) Double> point,
      @ForAll @DoubleRange(min = 0.05, max = 0.95) double c,
      @ForAll @DoubleRange(min = 0.05, max = 1) double share) {
    double[] quadratic = curvatures.stream().mapToDouble(Double::doubleValue).toArray();
    double[] start = point.stream().mapToDouble(Double::doubleValue).toArray();
    double smoothness = Math.max(quadratic[0], Math.max(quadratic[1], quadratic[2]));
    double eta = share * (2 - c) / smoothness;
    List<Look> looks = looks(new Quadratic(quadratic), start, smoothness, c, eta, 20);
    for (int k = 1; k < looks.size(); k++) {
      Look before = looks.get(k - 1);
      double fall = c * eta / 2 * before.gradientNorm() * before.gradientNorm();
      assertThat(looks.get(k).value())
          .isLessThanOrEqualTo(before.value() - fall + 1e-13 * looks.get(0).value());
    }
  }

  @Test
  void value_heavyMomentum_fallsWhereTheLossRises() {
    List<Look> looks = looks(new Quadratic(1, 10), new double[] {1, 1}, 10, 0.1, 0.19, 30);
    int rises = 0;
    for (int k = 1; k < looks.size(); k++) {
      assertThat(looks.get(k).value()).isLessThan(looks.get(k - 1).value());
      rises += looks.get(k).loss() > looks.get(k - 1).loss() ? 1 : 0;
    }
    assertThat(rises).isPositive();
  }

  @Test
  void look_ruleWithoutZ_isRefused() {
    Loop run = ProbedRuns.at(new Quadratic(1), 1);
    assertThatThrownBy(() -> new LyapunovValue(1, 0.5, 0.1, look -> {}).look(run))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the run has no vector rule.z; it has rule.velocity, rule.x");
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertRefused(0, 0.5, 0.1, "smoothness must be finite and > 0, was 0.0");
    assertRefused(1, 1, 0.1, "c must be in (0, 1), was 1.0");
    assertRefused(1, 0, 0.1, "c must be in (0, 1), was 0.0");
    assertRefused(1, 0.5, Double.NaN, "eta must be finite and > 0, was NaN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd(0.9)", "spa(linear(0.5, 0.1))", "spa(0.5) + linear(0.1, 0)", "adam"})
  void of_otherMethod_isRefused(String text) {
    OptimMethod method = OptimMethod.parse(text);
    assertThatThrownBy(() -> LyapunovValue.of(method, 1, look -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "lyapunov value: the method must be spa with constant averaging and step size, was "
                + method);
  }

  private static void assertRefused(double smoothness, double c, double eta, String message) {
    assertThatThrownBy(() -> new LyapunovValue(smoothness, c, eta, look -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("lyapunov value: " + message);
  }
}
