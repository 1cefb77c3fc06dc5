// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.trajectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

/** Averages of random runs are last iterates of their equivalent schedules. */
final class EquivalentScheduleProperties {
  /** Roundings of sums of a hundred terms around 1. */
  private static final double ROUNDING = 1e-12;

  @Property(seed = "51", tries = 300, edgeCases = EdgeCasesMode.NONE)
  void of_randomRun_endsAtTheAverage(@ForAll @IntRange(max = 60) int steps, @ForAll long seed) {
    Random random = new Random(seed);
    double[] lambda = randoms(random, steps);
    double[] weights = weights(random, steps + 1);
    double[] centres = random.doubles(steps, -1, 1).toArray();
    double[] points = run(0.7, lambda, centres);
    double[] schedule = EquivalentSchedule.of(weights, lambda);
    assertThat(run(0.7, schedule, centres)[steps])
        .isCloseTo(dot(weights, points), within(ROUNDING));
    double[] all = EquivalentSchedule.centreWeights(weights, lambda);
    assertThat(0.7 * all[0] + dot(Arrays.copyOfRange(all, 1, steps + 1), centres))
        .isCloseTo(dot(weights, points), within(ROUNDING));
    assertThat(Arrays.stream(all).sum()).isCloseTo(1, within(ROUNDING));
  }

  /** The definition: lambda'_t is the weight of centre t among all weights up to it. */
  @Property(seed = "52", tries = 300, edgeCases = EdgeCasesMode.NONE)
  void of_randomWeights_isTheDefinition(@ForAll @IntRange(max = 40) int steps, @ForAll long seed) {
    Random random = new Random(seed);
    double[] lambda = randoms(random, steps);
    double[] weights = weights(random, steps + 1);
    double[] centres = new double[steps + 1];
    for (int k = 0; k <= steps; k++) {
      double rest = weights[k];
      for (int t = k - 1; t >= 0; t--) {
        centres[t + 1] += rest * lambda[t];
        rest *= 1 - lambda[t];
      }
      centres[0] += rest;
    }
    assertThat(EquivalentSchedule.centreWeights(weights, lambda))
        .containsExactly(centres, within(ROUNDING));
    double[] schedule = EquivalentSchedule.of(weights, lambda);
    double sum = centres[0];
    for (int t = 0; t < steps; t++) {
      sum += centres[t + 1];
      if (sum > 1e-3) {
        assertThat(schedule[t]).as("%d", t).isCloseTo(centres[t + 1] / sum, within(1e-10));
      }
    }
  }

  @Property(seed = "53", tries = 300, edgeCases = EdgeCasesMode.NONE)
  void closedForms_anySettings_areTheGeneralFormula(
      @ForAll @Scale(6) @DoubleRange(min = 0.001, max = 1) double lambda,
      @ForAll @Scale(6) @DoubleRange(min = 0.001, max = 1) double mu,
      @ForAll @IntRange(min = 1, max = 80) int points,
      @ForAll @IntRange(min = 1, max = 70) int steps) {
    double[] rates = new double[steps];
    Arrays.fill(rates, lambda);
    assertThat(EquivalentSchedule.ema(mu, lambda, steps))
        .containsExactly(
            EquivalentSchedule.of(AverageWeights.ema(mu, steps), rates), within(ROUNDING));
    assertThat(EquivalentSchedule.twoPoint(points, lambda, steps))
        .containsExactly(
            EquivalentSchedule.of(AverageWeights.twoPoint(points, steps), rates), within(ROUNDING));
    int kept = Math.min(points, steps + 1);
    assertThat(EquivalentSchedule.swa(kept, lambda, steps))
        .containsExactly(
            EquivalentSchedule.of(AverageWeights.swa(kept, steps), rates), within(ROUNDING));
  }

  /** Recorded updates against merged points. */
  @Property(seed = "54", tries = 300, edgeCases = EdgeCasesMode.NONE)
  void merge_randomUpdates_isTheWeightedSum(
      @ForAll @IntRange(max = 40) int count, @ForAll long seed) {
    Random random = new Random(seed);
    double[] rising = random.doubles(count).sorted().toArray();
    double[] weights = new double[count];
    for (int i = 0; i < count; i++) {
      weights[i] = rising[count - 1 - i];
    }
    double[] updates = random.doubles(count, -1, 1).toArray();
    double[] coefficients = MergeCoefficients.of(weights);
    double point = 3;
    double merged = coefficients[0] * point;
    for (int j = 1; j <= count; j++) {
      point -= updates[j - 1];
      merged += coefficients[j] * point;
    }
    assertThat(merged).isCloseTo(3 - dot(weights, updates), within(ROUNDING));
    assertThat(MergeCoefficients.weights(coefficients)).containsExactly(weights, within(ROUNDING));
  }

  /** Rates of 0 and 1 among them. */
  private static double[] randoms(Random random, int length) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      int kind = random.nextInt(8);
      values[i] = kind == 0 ? 0 : kind == 1 ? 1 : random.nextDouble();
    }
    return values;
  }

  /** Half of them 0, the last one never. */
  private static double[] weights(Random random, int length) {
    double[] weights = new double[length];
    double sum = 0;
    for (int i = 0; i < length; i++) {
      weights[i] = random.nextBoolean() || i == length - 1 ? random.nextDouble() + 0.01 : 0;
      sum += weights[i];
    }
    for (int i = 0; i < length; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  private static double[] run(double start, double[] lambda, double[] centres) {
    double[] points = new double[lambda.length + 1];
    points[0] = start;
    for (int t = 0; t < lambda.length; t++) {
      points[t + 1] = (1 - lambda[t]) * points[t] + lambda[t] * centres[t];
    }
    return points;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
