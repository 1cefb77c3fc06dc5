// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.Schedule.Per;

/** {@link Cosine} and {@link OneCycle}. */
final class WavesTest {
  /** A few roundings of numbers below 1. */
  private static final double ROUNDING = 1e-15;

  @ParameterizedTest
  @CsvSource({"0, 0.9", "1, 0.7", "2, 0.5", "3, 0.3", "4, 0.1"})
  void cosine_withoutRestarts_isOneFall(long count, double linear) {
    double wave = 0.5 + 0.4 * Math.cos(Math.PI * (0.9 - linear) / 0.8);
    assertThat(new Cosine(0.9, 0.1, 0, 1, Per.STEP).at(count, 5)).isCloseTo(wave, within(ROUNDING));
  }

  /** As PyTorch's CosineAnnealingWarmRestarts counts, in its own words. */
  @ParameterizedTest
  @CsvSource({"10, 1", "10, 2", "7, 3", "1, 2", "3, 1.5"})
  void cosine_withRestarts_isTheStepwiseTwin(long first, double growth) {
    Cosine schedule = new Cosine(0.9, 0.1, first, growth, Per.STEP);
    double current = 0;
    double length = first;
    for (long count = 0; count < 200; count++) {
      double expected = 0.1 + 0.8 * (1 + Math.cos(Math.PI * current / length)) / 2;
      assertThat(schedule.at(count, 200)).as("%d", count).isCloseTo(expected, within(1e-14));
      current++;
      if (current >= length) {
        current -= length;
        length *= growth;
      }
    }
  }

  @Test
  void cosine_periodAsAShare_isThatOfItsCounts() {
    Cosine quarter = new Cosine(0.9, 0.1, 0.25, 1, Per.STEP);
    Cosine ten = new Cosine(0.9, 0.1, 10, 1, Per.STEP);
    for (long count = 0; count < 40; count++) {
      assertThat(quarter.at(count, 40)).isEqualTo(ten.at(count, 40));
    }
    assertThat(quarter.at(10, 40)).isEqualTo(0.9);
    assertThat(quarter.at(39, 40)).isBetween(0.1, 0.12);
  }

  @Test
  void cosine_growthThatOverflows_staysFinite() {
    Cosine schedule = new Cosine(0.9, 0.1, 1, 1e300, Per.STEP);
    assertThat(schedule.at(Long.MAX_VALUE - 1, Long.MAX_VALUE)).isEqualTo(0.9);
  }

  /** PyTorch's OneCycleLR in two phases, in its own words. */
  private static double twin(OneCycle s, long step, long total) {
    double initial = s.peak() / s.startDivision();
    double rise = s.rising() * total - 1;
    double start = step <= rise ? 0 : rise;
    double end = step <= rise ? rise : total - 1;
    double from = step <= rise ? initial : s.peak();
    double to = step <= rise ? s.peak() : initial / s.finalDivision();
    double share = (step - start) / (end - start);
    return to + (from - to) / 2 * (Math.cos(Math.PI * share) + 1);
  }

  @ParameterizedTest
  @CsvSource({"0.3, 10", "0.3, 100", "0.25, 7", "0.5, 1000", "1, 20", "0.33, 17"})
  void oneCycle_longerRuns_isTheTwinInTwoPhases(double rising, long total) {
    OneCycle schedule = new OneCycle(0.8, 25, 1e4, rising);
    for (long count = 0; count < total; count++) {
      assertThat(schedule.at(count, total))
          .as("%d", count)
          .isCloseTo(twin(schedule, count, total), within(ROUNDING));
    }
  }

  @Test
  void oneCycle_tenCounts_hasItsThreeCorners() {
    OneCycle schedule = new OneCycle(1, 25, 1e4, 0.3);
    assertThat(schedule.at(0, 10)).isEqualTo(0.04);
    assertThat(schedule.at(1, 10)).isCloseTo(0.52, within(ROUNDING));
    assertThat(schedule.at(2, 10)).isEqualTo(1);
    assertThat(schedule.at(9, 10)).isEqualTo(4e-6);
  }

  @ParameterizedTest
  @CsvSource({"0, 10", "0.1, 10", "0.3, 3", "0.3, 2"})
  void oneCycle_noCountToRise_beginsAtThePeak(double rising, long total) {
    OneCycle schedule = new OneCycle(1, 25, 1e4, rising);
    assertThat(schedule.at(0, total)).isEqualTo(1);
    assertThat(schedule.at(total - 1, total)).isEqualTo(4e-6);
    assertThat(schedule.at(1, total)).isLessThan(1);
  }
}
