// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.average;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PointsTest {
  private static final int LONGEST = 13;

  /** Every place of every length: the check takes four coordinates at a time. */
  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void move_oneBadCoordinateAnywhere_movesTheOthers(double bad) {
    for (int length = 0; length <= LONGEST; length++) {
      for (int place = 0; place < length; place++) {
        for (double weight : new double[] {1, 0.25}) {
          double[] average = filled(length, 8);
          double[] point = filled(length, 4);
          point[place] = bad;
          Points.move(average, point, weight);
          double[] expected = filled(length, weight == 1 ? 4 : 7);
          expected[place] = 8;
          assertThat(average).isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {4, -0.0, Double.MAX_VALUE, Double.MIN_VALUE})
  void move_finitePoint_movesAll(double value) {
    for (int length = 0; length <= LONGEST; length++) {
      double[] average = filled(length, 8);
      Points.move(average, filled(length, value), 1);
      assertThat(average).isEqualTo(filled(length, value));
      Points.move(average, filled(length, value / 2), 0.5);
      assertThat(average).isEqualTo(filled(length, value + 0.5 * (value / 2 - value)));
    }
  }

  private static double[] filled(int length, double value) {
    double[] array = new double[length];
    Arrays.fill(array, value);
    return array;
  }
}
