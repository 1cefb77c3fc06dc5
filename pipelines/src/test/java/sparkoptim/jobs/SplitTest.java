// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SplitTest {

  @Test
  void every_five_takesTheLastOfEachFive() {
    assertThat(tests(new Split.Every(5), 20)).containsExactly(4L, 9L, 14L, 19L);
  }

  @Test
  void first_three_trainsWithThree() {
    assertThat(tests(new Split.First(3), 6)).containsExactly(3L, 4L, 5L);
  }

  @Test
  void fraction_manyRows_isAboutThatPart() {
    long rows = 100_000;
    double fraction = 0.2;
    double fourDeviations = 4 * Math.sqrt(fraction * (1 - fraction) / rows);
    assertThat(tests(new Split.Fraction(fraction, 7), rows).length / (double) rows)
        .isCloseTo(fraction, within(fourDeviations));
  }

  @Test
  void fraction_sameSeed_drawsTheSameRows() {
    assertThat(tests(new Split.Fraction(0.3, 1), 100))
        .isEqualTo(tests(new Split.Fraction(0.3, 1), 100))
        .isNotEqualTo(tests(new Split.Fraction(0.3, 2), 100));
  }

  @Test
  void splits_outOfRange_areRefused() {
    assertThatThrownBy(() -> new Split.Fraction(1, 1))
        .hasMessage("data.split.testFraction must be above 0 and below 1, was 1.0");
    assertThatThrownBy(() -> new Split.Every(1))
        .hasMessage("data.split.testEvery must be at least 2, was 1");
    assertThatThrownBy(() -> new Split.First(0))
        .hasMessage("data.split.first must be at least 1, was 0");
  }

  private static long[] tests(Split split, long rows) {
    return LongStream.range(0, rows).filter(split::isTest).toArray();
  }
}
