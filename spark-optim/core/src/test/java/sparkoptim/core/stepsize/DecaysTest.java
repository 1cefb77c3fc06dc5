// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.Plan;
import sparkoptim.core.Schedule;
import sparkoptim.core.Schedule.Per;

/** Schedules without an end, and those that go from one value to another. */
final class DecaysTest {
  /** A few roundings of numbers below 1. */
  private static final double ROUNDING = 1e-15;

  private static final long ANY_TOTAL = 100;

  @ParameterizedTest
  @CsvSource({"0, 0.8", "2, 0.8", "3, 0.4", "5, 0.4", "6, 0.2", "30, 0.00078125"})
  void step_everyThreeCounts_halves(long count, double expected) {
    assertThat(new StepDecay(0.8, 0.5, 3, Per.STEP).at(count, ANY_TOTAL))
        .isCloseTo(expected, within(ROUNDING));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.8", "1, 0.8", "2, 0.4", "6, 0.4", "7, 0.2", "8, 0.1", "99, 0.1"})
  void multiStep_atItsMilestones_halves(long count, double expected) {
    MultiStep schedule = new MultiStep(0.8, 0.5, List.of(2L, 7L, 8L), Per.STEP);
    assertThat(schedule.at(count, ANY_TOTAL)).isCloseTo(expected, within(ROUNDING));
  }

  @Test
  void multiStep_noMilestones_isConstant() {
    assertThat(new MultiStep(0.8, 0.5, List.of(), Per.STEP).at(50, ANY_TOTAL)).isEqualTo(0.8);
  }

  @Test
  void multiStep_listChangedLater_isTheOldOne() {
    List<Long> milestones = new ArrayList<>(List.of(2L));
    MultiStep schedule = new MultiStep(0.8, 0.5, milestones, Per.STEP);
    milestones.set(0, 50L);
    assertThat(schedule.at(2, ANY_TOTAL)).isCloseTo(0.4, within(ROUNDING));
  }

  @Test
  void exponential_everyCount_multiplies() {
    Exponential schedule = new Exponential(0.8, 0.7, Per.STEP);
    double expected = 0.8;
    for (long count = 0; count < 20; count++) {
      assertThat(schedule.at(count, ANY_TOTAL)).isCloseTo(expected, within(ROUNDING));
      expected *= 0.7;
    }
    assertThat(schedule.at(1_000_000, 1_000_001)).isZero();
  }

  @Test
  void power_everyCount_dividesByThePowerOfItsNumber() {
    assertThat(new Power(0.8, 1, Per.STEP).at(3, ANY_TOTAL)).isCloseTo(0.2, within(ROUNDING));
    assertThat(new Power(0.8, 0.5, Per.STEP).at(3, ANY_TOTAL)).isCloseTo(0.4, within(ROUNDING));
    assertThat(new Power(0.8, 0, Per.STEP).at(3, ANY_TOTAL)).isEqualTo(0.8);
    assertThat(new Power(0.8, 0.501, Per.STEP).at(0, ANY_TOTAL)).isEqualTo(0.8);
    assertThat(Power.DEFAULT.at(9, ANY_TOTAL))
        .isCloseTo(0.1 / Math.pow(10, 0.501), within(ROUNDING));
  }

  @Test
  void inverseSqrt_withoutWarmup_fallsWithTheRoot() {
    assertThat(new InverseSqrt(0.8, 0).at(0, ANY_TOTAL)).isEqualTo(0.8);
    assertThat(new InverseSqrt(0.8, 0).at(3, ANY_TOTAL)).isEqualTo(0.4);
    assertThat(new InverseSqrt(0.8, 1).at(15, ANY_TOTAL)).isEqualTo(0.2);
  }

  @ParameterizedTest
  @CsvSource({"0, 0.2", "1, 0.4", "3, 0.8", "15, 0.4", "63, 0.2"})
  void inverseSqrt_warmupOfFour_risesToTheFourth(long count, double expected) {
    assertThat(new InverseSqrt(0.8, 4).at(count, ANY_TOTAL)).isEqualTo(expected);
    assertThat(new InverseSqrt(0.8, 0.04).at(count, ANY_TOTAL)).isEqualTo(expected);
  }

  @Test
  void geometric_neighbours_haveOneRatio() {
    Geometric schedule = new Geometric(0.5, 0.0005, Per.STEP);
    double ratio = Math.pow(0.001, 1.0 / 9);
    for (long count = 1; count < 10; count++) {
      assertThat(schedule.at(count, 10) / schedule.at(count - 1, 10))
          .isCloseTo(ratio, within(ROUNDING));
    }
  }

  @Test
  void geometric_extremeEnds_staysBetween() {
    Geometric schedule = new Geometric(1e300, 1e-300, Per.STEP);
    assertThat(schedule.at(5, 11)).isCloseTo(1, within(1e-12));
  }

  @Test
  void polynomial_powerOne_isTheStraightLine() {
    Polynomial schedule = new Polynomial(0.5, 0.1, 1, Per.STEP);
    Linear line = new Linear(0.5, 0.1);
    for (long count = 0; count < 7; count++) {
      assertThat(schedule.at(count, 7)).isCloseTo(line.at(count, 7), within(ROUNDING));
    }
  }

  @Test
  void polynomial_fractionalPower_isThePowerOfWhatIsLeft() {
    Polynomial schedule = new Polynomial(0.5, 0.1, 0.9, Per.STEP);
    assertThat(schedule.at(3, 5)).isCloseTo(0.1 + 0.4 * Math.pow(0.25, 0.9), within(ROUNDING));
  }

  /** Ten steps an epoch, 100 steps: count 4 of 10 in the unit of epochs. */
  @Test
  void per_epoch_countsEpochs() {
    Plan plan = new Plan(10, 100, 1);
    List<Schedule> schedules =
        List.of(
            new StepDecay(0.8, 0.5, 2, Per.EPOCH),
            new MultiStep(0.8, 0.5, List.of(3L), Per.EPOCH),
            new Exponential(0.8, 0.5, Per.EPOCH),
            new Geometric(0.8, 0.1, Per.EPOCH),
            new Polynomial(0.8, 0.1, 2, Per.EPOCH),
            new Power(0.8, 0.5, Per.EPOCH),
            new Cosine(0.8, 0, 0, 1, Per.EPOCH),
            new Taso(0.8, 25, 0.7, 0, true, 1, Per.EPOCH),
            new Htd(0.8, -6, 3, Per.EPOCH));
    for (Schedule schedule : schedules) {
      assertThat(plan.value(schedule, 49)).as("%s", schedule).isEqualTo(schedule.at(4, 10));
    }
  }
}
