// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.trajectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Schedule;
import sparkoptim.core.average.NoAverage;
import sparkoptim.core.estimator.Plain;
import sparkoptim.core.rule.Sgd;
import sparkoptim.core.testing.Centres;
import sparkoptim.core.testing.Golden;
import sparkoptim.core.testing.WrittenSchedule;

/** The golden vectors D1 to D6. */
final class EquivalentScheduleGoldenTest {
  private static final int STEPS = 6;
  private static final String EMA = "averaging/D2_ema_mu0.25";
  private static final String SWA = "averaging/D3_swa_last3";
  private static final String TWO_POINT = "averaging/D4_two_point_gap3";

  private static double[] constant() {
    double[] lambda = new double[STEPS];
    Arrays.fill(lambda, 0.4);
    return lambda;
  }

  private static void assertGolden(double[] actual, JsonNode expected) {
    assertThat(actual).containsExactly(Golden.doubles(expected), within(Golden.TOLERANCE));
  }

  @Test
  void weights_ofEachAverage_areTheGoldenOnes() {
    assertGolden(AverageWeights.ema(0.25, STEPS), Golden.vector(EMA).get("weights"));
    assertGolden(AverageWeights.swa(3, STEPS), Golden.vector(SWA).get("weights"));
    assertGolden(AverageWeights.twoPoint(3, STEPS), Golden.vector(TWO_POINT).get("weights"));
  }

  @ParameterizedTest
  @ValueSource(strings = {EMA, SWA, TWO_POINT})
  void general_goldenWeights_giveCentresAndSchedule(String id) {
    JsonNode golden = Golden.vector(id);
    double[] weights = Golden.doubles(golden.get("weights"));
    assertGolden(
        EquivalentSchedule.centreWeights(weights, constant()), golden.get("center_weights"));
    assertGolden(EquivalentSchedule.of(weights, constant()), golden.get("schedule"));
  }

  @Test
  void closedForms_constantRate_giveTheSchedules() {
    assertGolden(EquivalentSchedule.ema(0.25, 0.4, STEPS), Golden.vector(EMA).get("schedule"));
    assertGolden(EquivalentSchedule.swa(3, 0.4, STEPS), Golden.vector(SWA).get("schedule"));
    assertGolden(
        EquivalentSchedule.twoPoint(3, 0.4, STEPS), Golden.vector(TWO_POINT).get("schedule"));
  }

  /** Plain SGD with that schedule, in the loop, ends at the aggregate. */
  @ParameterizedTest
  @ValueSource(strings = {EMA, SWA, TWO_POINT})
  void run_withTheEquivalentSchedule_endsAtTheAverage(String id) {
    JsonNode golden = Golden.vector(id);
    double[] weights = Golden.doubles(golden.get("weights"));
    Schedule schedule = new WrittenSchedule(EquivalentSchedule.of(weights, constant()));
    OptimMethod method = new OptimMethod(Plain.DEFAULT, Sgd.DEFAULT, schedule, NoAverage.DEFAULT);
    JsonNode run = Golden.vector("averaging/D1_trajectory");
    Centres centres = new Centres(STEPS, Golden.doubles(run.get("centers")));
    double[] start = {run.get("theta0").doubleValue()};
    Loop loop = new Loop(method, centres, STEPS, 0, start);
    loop.forEachRemaining(iteration -> {});
    double expected = golden.get("last_iterate_of_schedule").doubleValue();
    assertThat(loop.served()[0]).isCloseTo(expected, within(Golden.TOLERANCE));
    assertThat(expected).isCloseTo(golden.get("aggregate").doubleValue(), within(1e-15));
  }

  @Test
  void variances_rateOfATenth_areD5() {
    JsonNode golden = Golden.vector("averaging/D5_stationary_variance_lam0.1_sigma1");
    assertNumber(StationaryVariance.sgd(0.1), golden.get("sgd"));
    for (String kind : new String[] {"two_point", "ema", "swa"}) {
      golden
          .get(kind)
          .properties()
          .forEach(
              entry -> {
                double variance = variance(kind, Double.parseDouble(entry.getKey()));
                assertNumber(variance, entry.getValue());
                JsonNode rate = golden.get("effective_lr").get(kind).get(entry.getKey());
                assertNumber(StationaryVariance.effectiveRate(variance), rate);
              });
    }
  }

  private static double variance(String kind, double setting) {
    return switch (kind) {
      case "two_point" -> StationaryVariance.twoPoint(0.1, (int) setting);
      case "swa" -> StationaryVariance.swa(0.1, (int) setting);
      default -> StationaryVariance.ema(0.1, setting);
    };
  }

  private static void assertNumber(double actual, JsonNode expected) {
    assertThat(actual).isCloseTo(expected.doubleValue(), within(Golden.TOLERANCE));
  }

  @Test
  void merge_meanOfFive_isLinearDecayD6() {
    JsonNode golden = Golden.vector("averaging/D6_open_loop_WSM_map");
    double[] mean = {0.2, 0.2, 0.2, 0.2, 0.2};
    assertGolden(MergeCoefficients.weights(mean), golden.get("mean5_gives_w"));
    double[] back = MergeCoefficients.of(Golden.doubles(golden.get("mean5_gives_w")));
    assertThat(back).containsExactly(mean, within(Golden.TOLERANCE));
    double[] cosine = Golden.doubles(golden.get("w_cosine"));
    assertGolden(MergeCoefficients.weights(MergeCoefficients.of(cosine)), golden.get("w_cosine"));
  }
}
