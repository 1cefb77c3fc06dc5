// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LogisticLossTest {
  private static final LogisticLoss LOSS = LogisticLoss.LOSS;

  /** Central differences: the loss's rounding 1e-16 over a step of 1e-5, and 1e-10 of curvature. */
  private static final double DIFFERENCE = 1e-5;

  private static final double DIFFERENCE_ERROR = 1e-9;

  /** A few units in the last place. */
  private static final Percentage EXACT = Percentage.withPercentage(1e-13);

  @ParameterizedTest
  @ValueSource(doubles = {-30, -5, -1, -0.1, 0, 0.1, 1, 5, 30})
  void slope_anyMargin_isTheValuesDerivative(double margin) {
    for (double label : new double[] {0, 1}) {
      double ahead = LOSS.value(label, margin + DIFFERENCE);
      double behind = LOSS.value(label, margin - DIFFERENCE);
      assertThat(LOSS.slope(label, margin))
          .isCloseTo((ahead - behind) / (2 * DIFFERENCE), within(DIFFERENCE_ERROR));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-40, -3, -0.5, 0, 0.5, 3, 40})
  void value_anyMargin_isTheFormula(double margin) {
    double one = StrictMath.log1p(StrictMath.exp(-margin));
    double zero = StrictMath.log1p(StrictMath.exp(margin));
    assertThat(LOSS.value(1, margin)).isCloseTo(one, EXACT);
    assertThat(LOSS.value(0, margin)).isCloseTo(zero, EXACT);
  }

  @Test
  void value_extremeMargins_neitherOverflowNorVanishWrongly() {
    assertThat(LOSS.value(1, 1000)).isEqualTo(0);
    assertThat(LOSS.value(0, 1000)).isEqualTo(1000);
    assertThat(LOSS.value(1, -1000)).isEqualTo(1000);
    assertThat(LOSS.value(0, -1000)).isEqualTo(0);
    assertThat(LOSS.value(0, 1e300)).isEqualTo(1e300);
  }

  @Test
  void slope_extremeMargins_areTheLimits() {
    assertThat(LOSS.slope(1, -1000)).isEqualTo(-1);
    assertThat(LOSS.slope(0, 1000)).isEqualTo(1);
    assertThat(LOSS.slope(1, 1000)).isBetween(-1e-300, 0.0);
    assertThat(LOSS.slope(0, -1000)).isBetween(0.0, 1e-300);
  }

  /** sigma(40) - 1 is 0 in double: the slope must not be computed that way. */
  @ParameterizedTest
  @CsvSource({"40", "100", "600"})
  void slope_wellFittedRow_keepsItsDigits(double margin) {
    double tail = StrictMath.exp(-margin);
    assertThat(1 / (1 + tail) - 1).isZero();
    assertThat(LOSS.slope(1, margin)).isCloseTo(-tail / (1 + tail), EXACT);
    assertThat(LOSS.slope(0, -margin)).isCloseTo(tail / (1 + tail), EXACT);
  }

  @Test
  void slope_labels_mirrorEachOther() {
    for (double margin = -20; margin <= 20; margin += 0.37) {
      assertThat(LOSS.slope(1, margin)).isEqualTo(-LOSS.slope(0, -margin));
      assertThat(LOSS.value(1, margin)).isEqualTo(LOSS.value(0, -margin));
    }
  }

  @Test
  void nan_margin_staysNaN() {
    assertThat(LOSS.value(1, Double.NaN)).isNaN();
    assertThat(LOSS.value(0, Double.NaN)).isNaN();
    assertThat(LOSS.slope(1, Double.NaN)).isNaN();
    assertThat(LOSS.slope(0, Double.NaN)).isNaN();
  }

  @Test
  void curvature_slopesChange_isReachedAtZeroAndNeverPassed() {
    double steepest = 0;
    for (double margin = -8; margin <= 8; margin += 0.01) {
      double change = LOSS.slope(1, margin + DIFFERENCE) - LOSS.slope(1, margin - DIFFERENCE);
      steepest = Math.max(steepest, change / (2 * DIFFERENCE));
    }
    assertThat(steepest).isCloseTo(LOSS.curvature(), within(1e-4));
  }
}
