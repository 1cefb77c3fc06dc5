// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class SampleTest {
  private static final double ROUNDING = 1e-12;

  @Test
  void sample_knownNumbers_hasTheirMoments() {
    var sample = new Sample(1, 2, 3, 4, 5);
    assertThat(sample.mean()).isEqualTo(3);
    assertThat(sample.spread()).isCloseTo(Math.sqrt(2.5), within(ROUNDING));
    assertThat(sample.margin()).isCloseTo(2.7764451 * Math.sqrt(2.5 / 5), within(1e-7));
    assertThat(sample).hasToString("3.000 (sd 2)");
  }

  @Test
  void minus_anotherSample_pairsTheSeeds() {
    Sample difference = new Sample(3, 5, 9).minus(new Sample(1, 2, 3));
    assertThat(difference.value(0)).isEqualTo(2);
    assertThat(difference.value(2)).isEqualTo(6);
    assertThat(new Sample(3, 5).over(new Sample(2, 4)).value(1)).isEqualTo(1.25);
  }

  @Test
  void values_forJson_holdEverySeed() {
    assertThat(new Sample(1, 3).values())
        .containsEntry("mean", 2.0)
        .containsEntry("values", java.util.List.of(1.0, 3.0));
  }

  @Test
  void sample_ofOneValue_isRefused() {
    assertThatThrownBy(() -> new Sample(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a sample has 2 values or more, was 1");
  }
}
