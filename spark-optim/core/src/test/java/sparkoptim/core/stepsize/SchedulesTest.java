// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Constant} and {@link Linear}. */
final class SchedulesTest {
  @Test
  void constant_anyCount_isTheValue() {
    assertThat(new Constant(0.3).at(0, 10)).isEqualTo(0.3);
    assertThat(new Constant(0.3).at(9, 10)).isEqualTo(0.3);
  }

  @Test
  void linear_severalCounts_runsFromFirstToLast() {
    Linear schedule = new Linear(0.5, 0.1);
    assertThat(schedule.at(0, 5)).isEqualTo(0.5);
    assertThat(schedule.at(2, 5)).isEqualTo(0.3);
    assertThat(schedule.at(4, 5)).isEqualTo(0.1);
  }

  /** alpha = 0 has to be exact: it decides that no snapshot is taken. */
  @ParameterizedTest
  @ValueSource(longs = {2, 3, 7, 10, 49, 1000})
  void linear_toZero_endsExactlyThere(long total) {
    assertThat(new Linear(0.75, 0).at(total - 1, total)).isZero();
    assertThat(new Linear(0.75, 0).at(total - 2, total)).isPositive();
  }

  @Test
  void linear_oneCount_isItsStart() {
    assertThat(new Linear(0.5, 0).at(0, 1)).isEqualTo(0.5);
    assertThat(new Linear(0.5, 0).at(0, 0)).isEqualTo(0.5);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void constant_badValue_isRefused(double value) {
    assertThatThrownBy(() -> new Constant(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("constant: value must be finite and >= 0, was " + value);
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "0, -1", "NaN, 0", "0, NaN", "Infinity, 0", "0, Infinity"})
  void linear_badEnds_areRefused(double from, double to) {
    assertThatThrownBy(() -> new Linear(from, to))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("linear: from and to must be finite and >= 0, was " + from + ", " + to);
  }
}
