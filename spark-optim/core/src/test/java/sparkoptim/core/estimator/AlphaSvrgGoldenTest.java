// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.WholeSpace;
import sparkoptim.core.stepsize.Linear;
import sparkoptim.core.testing.Golden;
import sparkoptim.core.testing.LeastSquares;
import sparkoptim.core.testing.Watched;

/** The golden vectors E1, E2, E3, E5 and E6. */
final class AlphaSvrgGoldenTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "svrg/E1_svrg_alpha1; svrg + sgd + constant(0.1)",
        "svrg/E1_svrg_alpha1; svrg + sgd + constant(0.1)",
        "svrg/E2_alpha_linear_0.75_3epochs;"
            + " alpha-svrg(alpha=linear(0.75, 0)) + sgd + constant(0.1)",
        "svrg/E3_alpha_adamw_lr0.01_wd0.05;"
            + " alpha-svrg(alpha=linear(0.5, 0)) + adamw(decay=0.05) + constant(0.01)"
      })
  void run_leastSquares_isTheGoldenOne(String id, String method) {
    JsonNode steps = Golden.vector(id);
    Watched objective = new Watched(new LeastSquares());
    Loop loop =
        new Loop(OptimMethod.parse(method), objective, steps.size(), 0, new double[] {0, 0});
    for (int k = 0; k < steps.size(); k++) {
      JsonNode expected = steps.get(k);
      assertThat(loop.next().epoch()).isEqualTo(expected.get("epoch").longValue());
      assertThat(objective.coefficients.get(k))
          .isCloseTo(expected.get("alpha").doubleValue(), within(Golden.TOLERANCE));
      assertThat(objective.gradients.get(k))
          .containsExactly(Golden.doubles(expected.get("grad")), within(Golden.TOLERANCE));
      assertThat(loop.served())
          .containsExactly(Golden.doubles(expected.get("w")), within(Golden.TOLERANCE));
    }
    assertThat(loop.begin()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "linear_3x4, 0.75, 4, 0",
    "linear_3x4, 0.75, 4, 4",
    "two_snapshots_2x5_freq3, 0.5, 5, 3",
    "one_epoch, 0.5, 4, 0"
  })
  void linearAlpha_countsSnapshots_asInTheGoldenLists(
      String list, double from, long stepsPerEpoch, long every) {
    double[] expected = Golden.doubles(Golden.vector("svrg/E5_schedule_lists").get(list));
    double[] coefficients =
        coefficients(new AlphaSvrg(new Linear(from, 0), every, 0), stepsPerEpoch, expected.length);
    assertThat(coefficients).containsExactly(expected, within(Golden.TOLERANCE));
  }

  /** In global steps t of T = 4: a snapshot at every one of 5 steps. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "linear_t_over_T; alpha-svrg(alpha=linear(0.5, 0), every=1)",
        "quadratic; alpha-svrg(alpha=polynomial(0.5, 0, 2), every=1)",
        "geometric_final_0_01; alpha-svrg(alpha=geometric(0.5, 0.01), every=1)"
      })
  void globalAlpha_snapshotAtEveryStep_isTheGoldenList(String list, String text) {
    double[] expected =
        Golden.doubles(Golden.vector("svrg/E6_global_schedules_T4_alpha0.5").get(list));
    AlphaSvrg settings = (AlphaSvrg) OptimMethod.parse(text).estimator();
    assertThat(coefficients(settings, 5, expected.length))
        .containsExactly(expected, within(Golden.TOLERANCE));
  }

  @Test
  void linearAlpha_snapshotEveryTwoEpochs_countsThem() {
    double[] coefficients = coefficients(new AlphaSvrg(new Linear(1, 0), 8, 0), 4, 24);
    for (int step = 0; step < 24; step++) {
      assertThat(coefficients[step]).isEqualTo(List.of(1.0, 0.5, 0.0).get(step / 8));
    }
  }

  /** The coefficient that a batch's evaluation is asked for, step by step. */
  private static double[] coefficients(AlphaSvrg settings, long stepsPerEpoch, int steps) {
    StochasticObjective rows = new LeastSquares();
    Watched objective = new Watched(rows);
    RunContext context = new RunContext(new WholeSpace(2), new Plan(stepsPerEpoch, steps, 1));
    var run = settings.start(context, objective);
    for (int step = 0; step < steps; step++) {
      run.begin(step, new double[2]);
      run.evaluate(new double[2], new Gradient(2));
    }
    return objective.coefficients.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
