// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.average;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.testing.Centres;
import sparkoptim.core.testing.Golden;

/** The golden vectors D1 to D4: a run of six steps with given centres, and its averages. */
final class AveragesGoldenTest {
  private static final JsonNode RUN = Golden.vector("averaging/D1_trajectory");

  private static Loop loop(String average) {
    double[] centres = Golden.doubles(RUN.get("centers"));
    String method = "sgd + constant(%s) + %s".formatted(RUN.get("lam").doubleValue(), average);
    double[] start = {RUN.get("theta0").doubleValue()};
    return new Loop(OptimMethod.parse(method), new Centres(6, centres), centres.length, 0, start);
  }

  @Test
  void none_everyStep_isTheTrajectoryD1() {
    double[] trajectory = Golden.doubles(RUN.get("theta"));
    Loop loop = loop("none");
    for (double expected : trajectory) {
      assertThat(loop.served()[0]).isCloseTo(expected, within(Golden.TOLERANCE));
      if (loop.begin()) {
        loop.next();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "D2_ema_mu0.25, ema(0.75)",
    "D3_swa_last3, 'swa(0.5, 1)'",
    "D3_swa_last3, 'lawa(3, 1)'",
    "D4_two_point_gap3, two-point(3)",
  })
  void average_wholeRun_isTheAggregate(String id, String average) {
    Loop loop = loop(average);
    loop.forEachRemaining(iteration -> {});
    double expected = Golden.vector("averaging/" + id).get("aggregate").doubleValue();
    assertThat(loop.served()[0]).isCloseTo(expected, within(Golden.TOLERANCE));
  }
}
