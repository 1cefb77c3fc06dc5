// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ActivationTest {
  /** The rounding 1.1e-16 of exp(x) - 1 where that is computed so, from |x| = 0.03 on. */
  private static final double RELATIVE = 4e-15;

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-300, 1e-9, 3e-6, 0.01, 0.02, 0.3, 1, 2.5, 19, 40, 800, 1e300})
  void functions_bothSigns_areTheJdks(double x) {
    for (double at : new double[] {x, -x}) {
      double tanh = StrictMath.tanh(at);
      assertThat(Activation.tanh(at)).isCloseTo(tanh, within(RELATIVE * Math.abs(tanh)));
      double sigmoid = 1 / (1 + StrictMath.exp(-at));
      assertThat(Activation.sigmoid(at)).isCloseTo(sigmoid, within(RELATIVE * sigmoid));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void functions_atInfinity_areTheirLimits(double x) {
    assertThat(Activation.tanh(x)).isEqualTo(Math.signum(x));
    assertThat(Activation.sigmoid(x)).isEqualTo(x > 0 ? 1 : 0);
  }

  @ParameterizedTest
  @ValueSource(doubles = Double.NaN)
  void functions_notANumber_staysSo(double x) {
    assertThat(Activation.tanh(x)).isNaN();
    assertThat(Activation.sigmoid(x)).isNaN();
  }
}
