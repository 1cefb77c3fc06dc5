// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.Capability;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.testing.Quadratic;

final class SgdTest {
  @Test
  void noMomentum_oneStep_movesAlongTheGradientByEta() {
    Loop loop =
        new Loop(
            OptimMethod.parse("sgd + constant(0.25)"),
            new Quadratic(2, 4),
            1,
            0,
            new double[] {1, 3});
    assertThat(loop.next().loss()).isEqualTo(19);
    assertThat(loop.served()).isEqualTo(new double[] {0.5, 0});
  }

  @Test
  void offers_unscaledAndProximalOnlyWithoutMomentum() {
    assertThat(Sgd.DEFAULT.offers())
        .contains(Capability.UNSCALED, Capability.PROXIMAL, Capability.ONE_EVALUATION);
    assertThat(new Sgd(0.5, 0, false).offers()).containsExactly(Capability.ONE_EVALUATION);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-0.1 | 0 | false | momentum must be in [0, 1), was -0.1",
        "1 | 0 | false | momentum must be in [0, 1), was 1.0",
        "NaN | 0 | false | momentum must be in [0, 1), was NaN",
        "0.9 | 1 | false | dampening must be in [0, 1), was 1.0",
        "0.9 | NaN | false | dampening must be in [0, 1), was NaN",
        "0 | 0.5 | false | dampening must be 0 without momentum, was 0.5",
        "0 | 0 | true"
            + " | nesterov must have momentum > 0 and dampening 0, was momentum 0.0, dampening 0.0",
        "0.9 | 0.5 | true"
            + " | nesterov must have momentum > 0 and dampening 0, was momentum 0.9, dampening 0.5",
      })
  void settings_outOfRange_areRefused(
      double momentum, double dampening, boolean nesterov, String message) {
    assertThatThrownBy(() -> new Sgd(momentum, dampening, nesterov))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sgd: " + message);
  }
}
