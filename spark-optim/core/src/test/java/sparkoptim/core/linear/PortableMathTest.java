// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PortableMathTest {
  private static final int DRAWS = 200_000;

  /** Measured 3.06e-16, of which StrictMath itself may be off by 2.2e-16. */
  private static final double EXP_ERROR = 4e-16;

  /** Measured 4.24e-16, again StrictMath's error included; 3.1e-16 against 40-digit decimals. */
  private static final double LOG1P_ERROR = 5e-16;

  /** Measured 3.73e-15, just below -1/32, where e^x - 1 cancels five bits. */
  private static final double EXPM1_ERROR = 4e-15;

  @ParameterizedTest
  @CsvSource({"-708, 709.7", "-40, 40", "-1, 1", "-1e-3, 1e-3", "-1e-12, 1e-12"})
  void exp_randomInput_isCloseToStrictMath(double from, double to) {
    assertThat(error(PortableMath::exp, StrictMath::exp, from, to)).isLessThan(EXP_ERROR);
  }

  @Test
  void exp_exactPowers_areExact() {
    assertThat(PortableMath.exp(0)).isEqualTo(1);
    assertThat(PortableMath.exp(-0.0)).isEqualTo(1);
    assertThat(PortableMath.exp(1e-300)).isEqualTo(1);
  }

  @Test
  void exp_outOfRange_isZeroInfinityOrNaN() {
    assertThat(PortableMath.exp(-708)).isEqualTo(0);
    assertThat(PortableMath.exp(Math.nextUp(-708))).isGreaterThan(Double.MIN_NORMAL);
    assertThat(PortableMath.exp(-1e9)).isEqualTo(0);
    assertThat(PortableMath.exp(Double.NEGATIVE_INFINITY)).isEqualTo(0);
    assertThat(PortableMath.exp(709.78)).isFinite().isGreaterThan(1.7e308);
    assertThat(PortableMath.exp(709.79)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(PortableMath.exp(1e9)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(PortableMath.exp(Double.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(PortableMath.exp(Double.NaN)).isNaN();
  }

  /** Borders between table entries, where the remainder is largest. */
  @Test
  void exp_halfwayBetweenTableEntries_isCloseToStrictMath() {
    double worst = 0;
    for (int k = -60_000; k < 60_000; k++) {
      double x = (k + 0.5) * StrictMath.log(2) / 64;
      worst = Math.max(worst, relative(PortableMath.exp(x), StrictMath.exp(x)));
    }
    assertThat(worst).isLessThan(EXP_ERROR);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0.4, 0.44", "0.9, 1", "0, 1e-3", "0, 1e-12", "0, 1e-300"})
  void log1p_randomInput_isCloseToStrictMath(double from, double to) {
    assertThat(error(PortableMath::log1p, StrictMath::log1p, from, to)).isLessThan(LOG1P_ERROR);
  }

  @Test
  void log1p_ends_areRight() {
    assertThat(PortableMath.log1p(0)).isEqualTo(0);
    assertThat(PortableMath.log1p(Double.MIN_NORMAL)).isEqualTo(Double.MIN_NORMAL);
    assertThat(relative(PortableMath.log1p(1), StrictMath.log(2))).isLessThan(LOG1P_ERROR);
    assertThat(PortableMath.log1p(Double.NaN)).isNaN();
  }

  @ParameterizedTest
  @CsvSource({"-1000, 0", "-40, 0", "-1, 0", "-0.04, -0.02", "-0.03125, 0", "-1e-9, 0"})
  void relativeExpm1_randomInput_isCloseToStrictMath(double from, double to) {
    assertThat(error(PortableMath::relativeExpm1, x -> StrictMath.expm1(x) / x, from, to))
        .isLessThan(EXPM1_ERROR);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.0, 0, -Double.MIN_VALUE, -1e-17})
  void relativeExpm1_atZero_isOne(double x) {
    assertThat(PortableMath.relativeExpm1(x)).isEqualTo(1);
  }

  @Test
  void relativeExpm1_minusInfinity_isZero() {
    assertThat(PortableMath.relativeExpm1(Double.NEGATIVE_INFINITY)).isEqualTo(0);
    assertThat(PortableMath.relativeExpm1(Double.NaN)).isNaN();
  }

  /** The largest relative error over random inputs. */
  private static double error(
      DoubleUnaryOperator ours, DoubleUnaryOperator reference, double from, double to) {
    Random random = new Random(17);
    double worst = 0;
    for (int i = 0; i < DRAWS; i++) {
      double x = from + (to - from) * random.nextDouble();
      worst = Math.max(worst, relative(ours.applyAsDouble(x), reference.applyAsDouble(x)));
    }
    return worst;
  }

  private static double relative(double value, double reference) {
    return value == reference ? 0 : Math.abs(value - reference) / Math.abs(reference);
  }
}
