// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.Schedule;
import sparkoptim.core.Schedule.Per;

/** {@link Warmup} and {@link Wsd}. */
final class WarmupsTest {
  /** A few roundings of numbers below 1. */
  private static final double ROUNDING = 1e-15;

  /** Shows what it is given: {@code 1000 total + count}. */
  private record Counting(Per per) implements Schedule {
    @Override
    public double at(long count, long total) {
      return 1000 * total + count;
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0.1", "1, 0.3", "2, 0.5", "3, 0.7", "4, 0.9"})
  void warmup_beforeItsEnd_risesInAStraightLine(long count, double expected) {
    Warmup schedule = new Warmup(4, 0.1, new Linear(0.9, 0));
    assertThat(schedule.at(count, 100)).isCloseTo(expected, within(ROUNDING));
  }

  @Test
  void warmup_afterwards_theOtherSeesARunOfItsOwn() {
    Warmup schedule = new Warmup(4, 0, new Counting(Per.STEP));
    assertThat(schedule.at(4, 100)).isEqualTo(96_000);
    assertThat(schedule.at(99, 100)).isEqualTo(96_095);
    assertThat(new Warmup(0.04, 0, new Counting(Per.STEP)).at(99, 100)).isEqualTo(96_095);
  }

  @Test
  void warmup_towardsTheOthersFirstValue_seesItsTotal() {
    assertThat(new Warmup(4, 0, new Counting(Per.STEP)).at(1, 100)).isEqualTo(24_000);
  }

  @Test
  void warmup_ofNothing_isTheOther() {
    Cosine cosine = Cosine.DEFAULT;
    for (long count = 0; count < 10; count++) {
      assertThat(new Warmup(0, 5, cosine).at(count, 10)).isEqualTo(cosine.at(count, 10));
    }
  }

  @Test
  void warmup_longerThanTheRun_isStillRisingAtItsEnd() {
    Warmup schedule = new Warmup(10, 0, new Linear(0.8, 0));
    assertThat(schedule.at(4, 5)).isCloseTo(0.32, within(ROUNDING));
    assertThat(schedule.at(9, 10)).isCloseTo(0.72, within(ROUNDING));
  }

  @Test
  void warmup_unit_isTheOthers() {
    assertThat(new Warmup(4, 0, new Counting(Per.EPOCH)).per()).isEqualTo(Per.EPOCH);
    assertThat(new Warmup(4, 0, new Counting(Per.STEP)).per()).isEqualTo(Per.STEP);
  }

  @Test
  void warmup_ofMilestones_countsThemFromItsEnd() {
    Warmup schedule = new Warmup(5, 0, new MultiStep(0.8, 0.5, List.of(10L), Per.EPOCH));
    assertThat(schedule.at(14, 30)).isEqualTo(0.8);
    assertThat(schedule.at(15, 30)).isEqualTo(0.4);
  }

  @Test
  void warmup_inAWarmup_risesTwice() {
    Warmup schedule = new Warmup(2, 0, new Warmup(2, 0.4, new Constant(0.8)));
    double[] expected = {0, 0.2, 0.4, 0.6, 0.8, 0.8};
    for (int count = 0; count < expected.length; count++) {
      assertThat(schedule.at(count, 6)).isCloseTo(expected[count], within(ROUNDING));
    }
  }

  private static void assertValues(Schedule schedule, double... expected) {
    for (int count = 0; count < expected.length; count++) {
      assertThat(schedule.at(count, expected.length))
          .as("count %d", count)
          .isCloseTo(expected[count], within(ROUNDING));
    }
  }

  @Test
  void wsd_linear_hasItsThreeParts() {
    Wsd schedule = new Wsd(0.8, 2, 0.3, Wsd.Shape.LINEAR, 0.2);
    assertValues(schedule, 0.4, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.6, 0.4, 0.2);
  }

  @Test
  void wsd_oneMinusSqrt_fallsWithTheRoot() {
    Wsd schedule = new Wsd(0.8, 0.2, 0.3, Wsd.Shape.ONE_MINUS_SQRT, 0.2);
    double third = 0.8 - 0.6 * Math.sqrt(1.0 / 3);
    double twoThirds = 0.8 - 0.6 * Math.sqrt(2.0 / 3);
    assertValues(schedule, 0.4, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, third, twoThirds, 0.2);
  }

  @Test
  void wsd_noDecay_staysAtThePeak() {
    assertValues(new Wsd(0.8, 0, 0, Wsd.Shape.LINEAR, 0.2), 0.8, 0.8, 0.8);
  }

  @Test
  void wsd_warmupThatLeavesLittle_fallsOverTheRest() {
    assertValues(new Wsd(0.8, 2, 1, Wsd.Shape.LINEAR, 0.2), 0.4, 0.8, 0.6, 0.4, 0.2);
    assertValues(new Wsd(0.8, 4, 1, Wsd.Shape.LINEAR, 0.2), 0.2, 0.4, 0.6, 0.8);
    assertValues(new Wsd(0.8, 8, 1, Wsd.Shape.LINEAR, 0.2), 0.1, 0.2, 0.3, 0.4);
  }
}
