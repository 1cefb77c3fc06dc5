// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DivergedExceptionTest {
  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void check_aValueThatIsNotFinite_isNamed(double value) {
    assertThatThrownBy(() -> DivergedException.check(7, "coefficient", new double[] {1, value}))
        .isInstanceOf(DivergedException.class)
        .hasMessage(
            "diverged at step 7: coefficient 1 of 2 is %s; a smaller learning rate usually helps"
                .formatted(value));
  }

  @Test
  void check_finiteValues_pass() {
    assertThatCode(() -> DivergedException.check(7, "x", new double[] {0, -1, Double.MAX_VALUE}))
        .doesNotThrowAnyException();
  }
}
