// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SoftmaxTest {
  /** Central differences: the loss's rounding 1e-15 over a step of 1e-5, and 1e-10 of curvature. */
  private static final double DIFFERENCE = 1e-5;

  private static final double DIFFERENCE_ERROR = 1e-9;

  /** A few units in the last place. */
  private static final Percentage EXACT = Percentage.withPercentage(1e-13);

  private static double loss(int label, double... margins) {
    return Softmax.slopes(label, margins.clone(), new double[margins.length], 0);
  }

  private static double[] slopes(int label, double... margins) {
    double[] slopes = new double[margins.length];
    Softmax.slopes(label, margins.clone(), slopes, 0);
    return slopes;
  }

  @Test
  void slopes_randomMargins_areTheLossesDerivatives() {
    Random random = new Random(8);
    for (int draw = 0; draw < 200; draw++) {
      double[] margins = random.doubles(4, -6, 6).toArray();
      int label = random.nextInt(4);
      double[] slopes = slopes(label, margins);
      for (int k = 0; k < 4; k++) {
        double[] ahead = margins.clone();
        double[] behind = margins.clone();
        ahead[k] += DIFFERENCE;
        behind[k] -= DIFFERENCE;
        double difference = (loss(label, ahead) - loss(label, behind)) / (2 * DIFFERENCE);
        assertThat(slopes[k]).isCloseTo(difference, within(DIFFERENCE_ERROR));
      }
    }
  }

  @Test
  void slopes_randomMargins_sumToZero() {
    Random random = new Random(9);
    for (int draw = 0; draw < 200; draw++) {
      double[] slopes = slopes(draw % 5, random.doubles(5, -30, 30).toArray());
      double sum = 0;
      for (double slope : slopes) {
        sum += slope;
      }
      assertThat(sum).isCloseTo(0, within(1e-15));
    }
  }

  @Test
  void loss_randomMargins_isTheFormula() {
    Random random = new Random(10);
    for (int draw = 0; draw < 200; draw++) {
      double[] margins = random.doubles(3, -10, 10).toArray();
      double total = 0;
      for (double margin : margins) {
        total += StrictMath.exp(margin - margins[draw % 3]);
      }
      double expected = StrictMath.log1p(total - 1);
      assertThat(loss(draw % 3, margins)).isCloseTo(expected, within(1e-14 * (1 + expected)));
    }
  }

  /** 1 - p is 0 in double here: neither slope nor loss may be computed that way. */
  @ParameterizedTest
  @ValueSource(doubles = {40, 100, 600})
  void slopes_wellFittedRow_keepTheirDigits(double margin) {
    double tail = StrictMath.exp(-margin);
    double[] slopes = slopes(1, 0, margin, 0);
    assertThat(slopes[1]).isCloseTo(-2 * tail, EXACT);
    assertThat(slopes[0]).isCloseTo(tail, EXACT);
    assertThat(loss(1, 0, margin, 0)).isCloseTo(2 * tail, EXACT);
  }

  @Test
  void slopes_extremeMargins_areTheLimits() {
    assertThat(slopes(0, 1000, -1000, 0)).isEqualTo(new double[] {-0.0, 0, 0});
    assertThat(loss(0, 1000, -1000, 0)).isZero();
    assertThat(slopes(1, 1000, -1000, 0)).isEqualTo(new double[] {1, -1, 0});
    assertThat(loss(1, 1000, -1000, 0)).isEqualTo(2000);
    assertThat(loss(2, 1e300, 0, 0)).isEqualTo(1e300);
  }

  @Test
  void slopes_twoClasses_areLogistic() {
    for (double margin = -20; margin <= 20; margin += 0.61) {
      double[] slopes = slopes(1, 0, margin);
      assertThat(slopes[1]).isCloseTo(LogisticLoss.LOSS.slope(1, margin), EXACT);
      assertThat(slopes[0]).isCloseTo(-LogisticLoss.LOSS.slope(1, margin), EXACT);
      assertThat(loss(1, 0, margin)).isCloseTo(LogisticLoss.LOSS.value(1, margin), EXACT);
    }
  }

  @Test
  void slopes_equalMargins_areUniform() {
    assertThat(slopes(2, 5, 5, 5, 5)).isEqualTo(new double[] {0.25, 0.25, -0.75, 0.25});
    assertThat(loss(2, 5, 5, 5, 5)).isCloseTo(StrictMath.log(4), EXACT);
  }

  @Test
  void slopes_offset_leavesTheRestAlone() {
    double[] room = {7, 7, 7, 7};
    Softmax.slopes(0, new double[] {1, 1}, room, 1);
    assertThat(room).isEqualTo(new double[] {7, -0.5, 0.5, 7});
  }

  @Test
  void nan_margin_staysNaN() {
    assertThat(loss(0, Double.NaN, 1, 2)).isNaN();
    assertThat(loss(0, 1, Double.NaN, 2)).isNaN();
  }
}
