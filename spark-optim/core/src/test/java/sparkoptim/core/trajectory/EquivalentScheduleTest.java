// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.trajectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EquivalentScheduleTest {
  @Test
  void of_lastIterateAlone_isTheScheduleItself() {
    double[] lambda = {0.1, 0.9, 0, 1, 0.5};
    double[] weights = {0, 0, 0, 0, 0, 1};
    assertThat(EquivalentSchedule.of(weights, lambda)).isEqualTo(lambda);
  }

  @Test
  void of_startAlone_neverMoves() {
    assertThat(EquivalentSchedule.of(new double[] {1, 0, 0}, new double[] {0.5, 0.5}))
        .containsExactly(0, 0);
  }

  @Test
  void of_noSteps_isEmpty() {
    assertThat(EquivalentSchedule.of(new double[] {1}, new double[0])).isEmpty();
    assertThat(EquivalentSchedule.centreWeights(new double[] {1}, new double[0]))
        .containsExactly(1);
  }

  /** (1 - lambda)^T is far below the smallest double: weights vanish, their ratios do not. */
  @Test
  void of_longRun_doesNotUnderflow() {
    int steps = 2_000;
    double[] lambda = new double[steps];
    Arrays.fill(lambda, 0.5);
    double[] two = EquivalentSchedule.of(AverageWeights.twoPoint(10, steps), lambda);
    assertThat(two[0]).isEqualTo(0.5);
    assertThat(two).containsExactly(EquivalentSchedule.twoPoint(10, 0.5, steps), within(1e-14));
    double[] ema = EquivalentSchedule.ema(0.9, 0.5, steps);
    assertThat(ema[0]).as("the average follows closely").isCloseTo(0.5, within(1e-12));
    assertThat(EquivalentSchedule.ema(0.1, 0.5, steps)[0]).isCloseTo(0.1, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1})
  void ema_ofTheLastIterate_isTheRate(double lambda) {
    assertThat(EquivalentSchedule.ema(1, lambda, 3)).containsExactly(lambda, lambda, lambda);
    assertThat(EquivalentSchedule.swa(1, lambda, 3)).containsExactly(lambda, lambda, lambda);
    assertThat(EquivalentSchedule.twoPoint(4, lambda, 3)).containsExactly(lambda, lambda, lambda);
  }

  /** The claims: a mean of N ends at lambda / N, the middle of two at lambda / 2. */
  @Test
  void closedForms_lastStep_isTheShareOfTheRate() {
    assertThat(EquivalentSchedule.twoPoint(50, 0.2, 300)[299]).isEqualTo(0.1);
    assertThat(EquivalentSchedule.swa(50, 0.2, 300)[299]).isCloseTo(0.004, within(1e-15));
    assertThat(EquivalentSchedule.ema(0.05, 0.2, 300)[299]).isCloseTo(0.01, within(1e-15));
  }

  @Test
  void twoPoint_farApart_hasHalfTheVariance() {
    assertThat(StationaryVariance.twoPoint(0.1, 1000))
        .isCloseTo(StationaryVariance.sgd(0.1) / 2, within(1e-15));
    assertThat(StationaryVariance.twoPoint(0.1, 0)).isEqualTo(StationaryVariance.sgd(0.1));
  }

  @Test
  void variances_ofOneIterate_areThoseOfSgd() {
    double sgd = StationaryVariance.sgd(0.3);
    assertThat(StationaryVariance.swa(0.3, 1)).isEqualTo(sgd);
    assertThat(StationaryVariance.ema(0.3, 1)).isEqualTo(sgd);
    assertThat(StationaryVariance.effectiveRate(sgd)).isCloseTo(0.3, within(1e-15));
    assertThat(StationaryVariance.sgd(1)).isEqualTo(1);
  }

  @Test
  void merge_noUpdates_isThePoint() {
    assertThat(MergeCoefficients.of()).containsExactly(1);
    assertThat(MergeCoefficients.weights(1)).isEmpty();
  }

  private record Refused(String message, ThrowingCallable call) {}

  private static double[] rates(double... values) {
    return values;
  }

  @Test
  void arguments_outOfRange_areRefused() {
    List<Refused> all =
        List.of(
            new Refused(
                "weights must be one more than rates: 2, was 1",
                () -> EquivalentSchedule.of(rates(1), rates(0.5))),
            new Refused(
                "a weight must be >= 0, was -1.0",
                () -> EquivalentSchedule.of(rates(2, -1), rates(0.5))),
            new Refused(
                "the sum of weights must be 1, was 0.5",
                () -> EquivalentSchedule.of(rates(0.5, 0), rates(0.5))),
            new Refused(
                "lambda must be in [0, 1], was 1.5",
                () -> EquivalentSchedule.centreWeights(rates(0, 1), rates(1.5))),
            new Refused(
                "lambda must be in [0, 1], was NaN",
                () -> EquivalentSchedule.swa(1, Double.NaN, 3)),
            new Refused("gap must be >= 1, was 0", () -> EquivalentSchedule.twoPoint(0, 0.5, 3)),
            new Refused("mu must be in (0, 1], was 0.0", () -> EquivalentSchedule.ema(0, 0.5, 3)),
            new Refused("steps must be >= 0, was -1", () -> EquivalentSchedule.ema(0.5, 0.5, -1)),
            new Refused(
                "points must be in 1 to steps + 1, was 5", () -> EquivalentSchedule.swa(5, 0.5, 3)),
            new Refused("points must be in 1 to steps + 1, was 0", () -> AverageWeights.swa(0, 3)),
            new Refused("gap must be >= 1, was 0", () -> AverageWeights.twoPoint(0, 3)),
            new Refused("steps must be >= 0, was -1", () -> AverageWeights.twoPoint(1, -1)),
            new Refused("mu must be in (0, 1], was 1.5", () -> AverageWeights.ema(1.5, 3)),
            new Refused("lambda must be in (0, 1], was 0.0", () -> StationaryVariance.sgd(0)),
            new Refused("gap must be >= 0, was -1", () -> StationaryVariance.twoPoint(0.1, -1)),
            new Refused("mu must be in (0, 1], was 0.0", () -> StationaryVariance.ema(0.1, 0)),
            new Refused("points must be >= 1, was 0", () -> StationaryVariance.swa(0.1, 0)),
            new Refused(
                "variance must be in [0, 1], was 2.0", () -> StationaryVariance.effectiveRate(2)),
            new Refused(
                "a weight must be in [0, 0.5], was 0.75", () -> MergeCoefficients.of(0.5, 0.75)),
            new Refused("a weight must be in [0, 1.0], was -1.0", () -> MergeCoefficients.of(-1)),
            new Refused(
                "the number of coefficients must be >= 1, was 0",
                () -> MergeCoefficients.weights()),
            new Refused(
                "a coefficient must be >= 0, was -1.0", () -> MergeCoefficients.weights(2, -1)),
            new Refused(
                "the sum of coefficients must be 1, was 0.5",
                () -> MergeCoefficients.weights(0.5)));
    for (Refused refused : all) {
      assertThatThrownBy(refused.call())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(refused.message());
    }
  }
}
