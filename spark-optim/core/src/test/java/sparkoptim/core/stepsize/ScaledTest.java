// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Schedule;

final class ScaledTest {
  @Test
  void at_isTheProduct() {
    Scaled scaled = new Scaled(0.5, new Linear(1, 0));
    assertThat(scaled.at(0, 5)).isEqualTo(0.5);
    assertThat(scaled.at(2, 5)).isEqualTo(0.25);
    assertThat(scaled.at(4, 5)).isZero();
  }

  @Test
  void per_isTheSchedules() {
    Schedule epochs =
        new Schedule() {
          @Override
          public double at(long count, long total) {
            return 1;
          }

          @Override
          public Per per() {
            return Per.EPOCH;
          }
        };
    assertThat(new Scaled(2, epochs).per()).isEqualTo(Schedule.Per.EPOCH);
    assertThat(new Scaled(2, new Constant(1)).per()).isEqualTo(Schedule.Per.STEP);
  }

  @Test
  void text_parsesBack() {
    OptimMethod method = OptimMethod.parse("scaled(0.2, linear(1, 0.1))");
    assertThat(method.stepSize()).isEqualTo(new Scaled(0.2, new Linear(1, 0.1)));
    assertThat(OptimMethod.parse(method.toString())).isEqualTo(method);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void factor_outOfRange_isRefused(double factor) {
    assertThatThrownBy(() -> new Scaled(factor, new Constant(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scaled: factor must be finite and >= 0, was " + factor);
  }

  @Test
  void schedule_null_isRefused() {
    assertThatThrownBy(() -> new Scaled(1, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scaled: schedule must be given, was null");
  }
}
