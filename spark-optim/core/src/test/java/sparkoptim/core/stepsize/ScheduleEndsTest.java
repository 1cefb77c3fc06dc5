// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.MethodText;
import sparkoptim.core.Schedule;

/** First and last values of every schedule, runs of one count and of none, and refused settings. */
final class ScheduleEndsTest {
  /** A few roundings of numbers below 1. */
  private static final double ROUNDING = 1e-15;

  /** The last column is the value in a run of one count. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "constant(0.8)                       | 0.8  | 0.8                   | 0.8",
        "linear(0.8, 0.2)                    | 0.8  | 0.2                   | 0.8",
        "step(0.8, 0.5, 30, step)            | 0.8  | 0.1                   | 0.8",
        "multi-step(0.8, 0.5, [1, 99], step) | 0.8  | 0.2                   | 0.8",
        "exponential(0.8, 1, step)           | 0.8  | 0.8                   | 0.8",
        "exponential(0.8, 0.1, step)         | 0.8  | 8e-100                | 0.8",
        "geometric(0.8, 0.2)                 | 0.8  | 0.2                   | 0.8",
        "polynomial(0.8, 0.2, 3)             | 0.8  | 0.2                   | 0.8",
        "polynomial(0.2, 0.8, 3)             | 0.2  | 0.8                   | 0.2",
        "power(0.8, 0.5)                     | 0.8  | 0.08                  | 0.8",
        "inverse-sqrt(0.8)                   | 0.8  | 0.08                  | 0.8",
        "inverse-sqrt(0.8, 4)                | 0.2  | 0.16                  | 0.2",
        "inverse-sqrt(0.8, 0.04)             | 0.2  | 0.16                  | 0.8",
        "cosine(0.8)                         | 0.8  | 0                     | 0.8",
        "cosine(0.8, 0.2)                    | 0.8  | 0.2                   | 0.8",
        "cosine(0.8, 0.2, 33)                | 0.8  | 0.8                   | 0.8",
        "cosine(0.8, 0.2, 50)                | 0.8  | 0.2005919814715184    | 0.8",
        "one-cycle(0.8)                      | 0.032| 0.0000032             | 0.8",
        "one-cycle(0.8, 2, 4, 1)             | 0.4  | 0.8                   | 0.8",
        "warmup(4, 0.1, cosine(0.8, 0.2))    | 0.1  | 0.2                   | 0.1",
        "warmup(0.04, 0.1, cosine(0.8, 0.2)) | 0.1  | 0.2                   | 0.8",
        "wsd(0.8, 4, 0.2, linear, 0.1)       | 0.2  | 0.1                   | 0.2",
        "wsd(0.8, 0.04, 0.2, linear, 0.1)    | 0.2  | 0.1                   | 0.8",
        "wsd(0.8)                            | 0.16 | 0                     | 0.8",
        "taso(0.8, 0, 0.7, 0)                | 0.4  | 0.4                   | 0.4",
        "taso(0.8, 1e300, 0.7, 0)            | 0.8  | 0                     | 0",
        "taso(0.8, 1e300, 0.7, 0.1, false)   | 0.9  | 0.1                   | 0.1",
        "taso(0.8, 1e300, 0.7, 0.1, true, 0) | 0.88 | 0.08                  | 0.88",
        "htd(0.8, 0, 0)                      | 0.4  | 0.4                   | 0.4",
        "htd(0.8, -1e300, 1e300)             | 0.8  | 0                     | 0.8",
      })
  void at_theEnds_isWhatTheSettingsSay(String text, double first, double last, double single) {
    Schedule schedule = (Schedule) MethodText.parse(text).stepSize();
    assertThat(schedule.at(0, 100)).isCloseTo(first, within(ROUNDING));
    assertThat(schedule.at(99, 100)).isCloseTo(last, within(ROUNDING));
    assertThat(schedule.at(0, 1)).isCloseTo(single, within(ROUNDING));
    assertThat(schedule.at(0, 0)).as("no counts").isFinite().isNotNegative();
  }

  /** Where a schedule decides whether something is done at all, its end has to be exact. */
  @ParameterizedTest
  @CsvSource({"linear", "polynomial", "cosine", "wsd"})
  void at_lastCountOfAFallToZero_isExactlyZero(String name) {
    Schedule schedule = (Schedule) MethodText.parse(name).stepSize();
    for (long total : new long[] {2, 3, 7, 10, 49, 1000}) {
      if (!name.equals("wsd") || total > 2) {
        assertThat(schedule.at(total - 1, total)).as("%d", total).isZero();
        assertThat(schedule.at(total - 2, total)).as("%d", total).isPositive();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "step(-1)                 | step: value must be finite and >= 0, was -1.0",
        "step(Infinity)           | step: value must be finite and >= 0, was Infinity",
        "step(factor=0)           | step: factor must be in (0, 1], was 0.0",
        "step(factor=1.1)         | step: factor must be in (0, 1], was 1.1",
        "step(factor=NaN)         | step: factor must be in (0, 1], was NaN",
        "step(every=0)            | step: every must be >= 1, was 0",
        "multi-step(NaN)          | multi-step: value must be finite and >= 0, was NaN",
        "multi-step(factor=-1)    | multi-step: factor must be in (0, 1], was -1.0",
        "multi-step(milestones=[0])    | multi-step: milestones must be >= 1 and rising, was [0]",
        "multi-step(milestones=[3, 3]) | multi-step: milestones must be >= 1 and rising, was [3, 3]",
        "exponential(-1)          | exponential: value must be finite and >= 0, was -1.0",
        "exponential(factor=2)    | exponential: factor must be in (0, 1], was 2.0",
        "geometric(0)             | geometric: from must be finite and > 0, was 0.0",
        "geometric(to=0)          | geometric: to must be finite and > 0, was 0.0",
        "polynomial(-1)           | polynomial: from must be finite and >= 0, was -1.0",
        "polynomial(to=NaN)       | polynomial: to must be finite and >= 0, was NaN",
        "polynomial(power=0)      | polynomial: power must be finite and > 0, was 0.0",
        "power(-1)                | power: value must be finite and >= 0, was -1.0",
        "power(exponent=-1)       | power: exponent must be finite and >= 0, was -1.0",
        "inverse-sqrt(-1)         | inverse-sqrt: value must be finite and >= 0, was -1.0",
        "inverse-sqrt(warmup=1.5) | inverse-sqrt: warmup must be a share in [0, 1) or a whole number of counts, was 1.5",
        "cosine(-1)               | cosine: from must be finite and >= 0, was -1.0",
        "cosine(to=-1)            | cosine: to must be finite and >= 0, was -1.0",
        "cosine(period=-1)        | cosine: period must be a share in [0, 1) or a whole number of counts, was -1.0",
        "cosine(period=Infinity)  | cosine: period must be a share in [0, 1) or a whole number of counts, was Infinity",
        "cosine(growth=0.5)       | cosine: growth must be finite and >= 1, was 0.5",
        "one-cycle(-1)            | one-cycle: peak must be finite and >= 0, was -1.0",
        "one-cycle(startDivision=0.5) | one-cycle: startDivision must be finite and >= 1, was 0.5",
        "one-cycle(finalDivision=NaN) | one-cycle: finalDivision must be finite and >= 1, was NaN",
        "one-cycle(rising=1.1)    | one-cycle: rising must be in [0, 1], was 1.1",
        "warmup(-1)               | warmup: length must be a share in [0, 1) or a whole number of counts, was -1.0",
        "warmup(from=-1)          | warmup: from must be finite and >= 0, was -1.0",
        "wsd(-1)                  | wsd: peak must be finite and >= 0, was -1.0",
        "wsd(warmup=2.5)          | wsd: warmup must be a share in [0, 1) or a whole number of counts, was 2.5",
        "wsd(decay=2)             | wsd: decay must be in [0, 1], was 2.0",
        "wsd(to=-1)               | wsd: to must be finite and >= 0, was -1.0",
        "taso(-1)                 | taso: initial must be finite and >= 0, was -1.0",
        "taso(alpha=-1)           | taso: alpha must be finite and >= 0, was -1.0",
        "taso(beta=NaN)           | taso: beta must be finite, was NaN",
        "taso(floor=-1)           | taso: floor must be finite and >= 0, was -1.0",
        "taso(1e200, floor=1e200) | taso: floor must be finite and >= 0, was 1.0E200",
        "taso(offset=2)           | taso: offset must be 0 or 1, was 2",
        "htd(-1)                  | htd: initial must be finite and >= 0, was -1.0",
        "htd(lower=NaN)           | htd: lower <= upper must be finite, was NaN, 3.0",
        "htd(lower=4)             | htd: lower <= upper must be finite, was 4.0, 3.0",
        "htd(lower=-1e308, upper=1e308) | htd: lower <= upper must be finite, was -1.0E308, 1.0E308",
        "plateau(0)               | plateau: value must be finite and > 0, was 0.0",
        "plateau(factor=1)        | plateau: factor must be in (0, 1), was 1.0",
        "plateau(patience=-1)     | plateau: patience must be >= 0, was -1",
        "plateau(threshold=1)     | plateau: threshold must be in [0, 1), was 1.0",
        "plateau(cooldown=-1)     | plateau: cooldown must be >= 0, was -1",
        "plateau(min=0.2)         | plateau: min must be in [0, value], was 0.2",
        "sgd-bb(0)                | sgd-bb: eta must be finite and > 0, was 0.0",
        "sgd-bb(beta=2)           | sgd-bb: beta must be in [0, 1], was 2.0",
        "sgd-bb(min=-1)           | sgd-bb: min must be finite and >= 0, was -1.0",
        "sgd-bb(min=2, max=1)     | sgd-bb: max must be > 0 and >= min, was 1.0",
      })
  void settings_outOfRange_areRefused(String text, String message) {
    assertThatThrownBy(() -> MethodText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(": " + message);
  }
}
