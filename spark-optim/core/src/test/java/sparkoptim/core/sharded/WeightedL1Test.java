// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WeightedL1Test {
  private static final WeightedL1 L1 = new WeightedL1(new double[] {2, 0, 2, 2, 1, 0});

  @Test
  void apply_anyPoint_shrinksTowardsZero() {
    double[] point = {3, 3, -3, 0.5, -0.25, -0.0};
    L1.apply(point, 0.5);
    assertThat(point).containsExactly(2, 3, -2, 0, 0, 0);
  }

  @Test
  void apply_inAMetric_shrinksEachByItsScale() {
    double[] point = {3, 3, -3, 0.5, -0.25, 1e-300};
    L1.apply(point, 0.5, new double[] {1, 7, 2, 0.25, 0.25, 0});
    assertThat(point).containsExactly(2, 3, -1, 0.25, -0.125, 1e-300);
  }

  /** Both zeros compare equal, so their bits are looked at. */
  @Test
  void apply_belowTheThreshold_isPositiveZero() {
    double[] point = {-0.1, 0, -0.0, 1, 1, 1};
    L1.apply(point, 1);
    for (int i = 0; i < 4; i++) {
      assertThat(Double.doubleToRawLongBits(point[i])).isZero();
    }
  }

  @Test
  void apply_noStep_changesNothing() {
    double[] point = {-0.1, 1e-300, 2, 1, 1, 1};
    L1.apply(point, 0);
    assertThat(point).containsExactly(-0.1, 1e-300, 2, 1, 1, 1);
  }

  /** What a proximal step is: no other y has a smaller {@code l |y| + (y - x)^2 / (2 eta s)}. */
  @Test
  void apply_randomPoints_isTheMinimum() {
    Random random = new Random(4);
    for (int draw = 0; draw < 200; draw++) {
      double l = random.nextDouble();
      double eta = 2 * random.nextDouble();
      double s = 2 * random.nextDouble();
      double x = random.nextGaussian();
      double[] y = {x};
      new WeightedL1(new double[] {l}).apply(y, eta, new double[] {s});
      double best = l * Math.abs(y[0]) + (y[0] - x) * (y[0] - x) / (2 * eta * s);
      for (double other = -3; other <= 3; other += 0.01) {
        double value = l * Math.abs(other) + (other - x) * (other - x) / (2 * eta * s);
        assertThat(value).isGreaterThanOrEqualTo(best - 1e-12);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, Double.NaN, Double.POSITIVE_INFINITY})
  void weights_outOfRange_areRefused(double weight) {
    assertThatThrownBy(() -> new WeightedL1(new double[] {0, weight}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("L1 weights must be finite and >= 0, one was " + weight);
  }
}
