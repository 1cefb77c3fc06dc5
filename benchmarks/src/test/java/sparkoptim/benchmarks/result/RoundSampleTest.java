// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class RoundSampleTest {
  @Test
  void median_oddCount_isTheMiddle() {
    assertThat(new RoundSample(new double[] {9, 1, 4}).median()).isEqualTo(4);
  }

  @Test
  void median_evenCount_isTheMeanOfTheTwoInTheMiddle() {
    assertThat(new RoundSample(new double[] {9, 1, 4, 2}).median()).isEqualTo(3);
  }

  @Test
  void spread_ofFive_isTheSecondToTheFourthOverTheMiddle() {
    assertThat(new RoundSample(new double[] {5, 4, 100, 1, 6}).spread()).isEqualTo(2.0 / 5);
  }

  @Test
  void spread_ofEqualValues_isZeroEvenAtZero() {
    assertThat(new RoundSample(new double[3]).spread()).isZero();
  }

  @Test
  void times_factor_scalesTheMedianAndKeepsTheSpread() {
    RoundSample sample = new RoundSample(new double[] {1, 2, 4});
    assertThat(sample.times(8).median()).isEqualTo(16);
    assertThat(sample.times(8).spread()).isEqualTo(sample.spread());
  }

  @Test
  void sample_ofNothing_isRefused() {
    assertThatThrownBy(() -> new RoundSample(new double[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one value");
  }
}
