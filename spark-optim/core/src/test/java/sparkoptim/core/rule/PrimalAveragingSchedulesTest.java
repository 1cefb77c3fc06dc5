// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import sparkoptim.core.Loop;
import sparkoptim.core.MethodParts;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Schedule;
import sparkoptim.core.stepsize.Constant;
import sparkoptim.core.stepsize.Linear;
import sparkoptim.core.testing.Golden;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.Quadratic;
import sparkoptim.core.testing.WrittenSchedule;

/** The three meanings of a drop by ten: the golden vectors B2, B3 and B6. */
final class PrimalAveragingSchedulesTest {
  private static final Schedule DROP = new WrittenSchedule(1, 1, 0.1, 0.1, 0.1);

  @Test
  void lowerAveraging_isTheGoldenRun() {
    golden(
        "spa/B3_spa_eta_const_c_drop_mapped",
        PrimalAveragingSchedules.lowerAveraging(0.1, 0.1, DROP));
  }

  @Test
  void lowerEta_isTheGoldenRun() {
    golden("spa/B6_eta_drop_c_constant", PrimalAveragingSchedules.lowerEta(0.1, 0.1, DROP));
  }

  @Test
  void lowerAlpha_isTheGoldenRun() {
    golden(
        "spa/B2_sgdm_lr_drop_constant_beta_mapped",
        PrimalAveragingSchedules.lowerAlpha(0.1, 0.1, DROP));
  }

  /** The heavy ball by hand: beta is 0.9, then 0.09. */
  @Test
  void lowerMomentum_isTheHeavyBallWithItsTextForm() {
    OptimMethod method = PrimalAveragingSchedules.lowerMomentum(0.1, 0.1, DROP).toMethod();
    Loop loop = new Loop(method, new Quadratic(1, 10), 5, 0, new double[] {1, 1});
    double[] x = {1, 1};
    double[] velocity = new double[2];
    for (double drop : new double[] {1, 1, 0.1, 0.1, 0.1}) {
      for (int i = 0; i < 2; i++) {
        velocity[i] = 0.9 * drop * velocity[i] + (i == 0 ? 1 : 10) * x[i];
        x[i] -= 0.01 * velocity[i];
      }
      loop.next();
      assertThat(loop.served()).containsExactly(x, within(1e-15));
    }
    String text = "heavy-ball(scaled(0.9, linear(1, 0.1))) + constant(0.01)";
    OptimMethod parsed = OptimMethod.parse(text);
    assertThat(OptimMethod.parse(parsed.toString())).isEqualTo(parsed);
  }

  private static void golden(String id, MethodParts parts) {
    JsonNode steps = Golden.vector(id).get("spa");
    Loop loop = new Loop(parts.toMethod(), new Quadratic(1, 10), 5, 0, new double[] {1, 1});
    assertThat(steps).hasSize(5);
    for (JsonNode expected : steps) {
      loop.next();
      assertThat(loop.served())
          .containsExactly(Golden.doubles(expected.get("x")), within(Golden.TOLERANCE));
    }
  }

  @Test
  void all_withoutASchedule_areOneMethod() {
    Schedule one = new Constant(1);
    double[] expected = end(PrimalAveragingSchedules.lowerAlpha(0.4, 0.2, one));
    assertThat(end(PrimalAveragingSchedules.lowerAveraging(0.4, 0.2, one)))
        .containsExactly(expected, within(1e-13));
    assertThat(end(PrimalAveragingSchedules.lowerMomentum(0.4, 0.2, one)))
        .containsExactly(expected, within(1e-13));
    assertThat(end(PrimalAveragingSchedules.lowerEta(0.4, 0.2, one)))
        .containsExactly(expected, within(1e-13));
  }

  private static double[] end(MethodParts parts) {
    LinearCase problem = LinearCase.logistic();
    Loop loop = new Loop(parts.toMethod(), problem.objective(10), 12, 0, problem.point(1));
    loop.forEachRemaining(iteration -> {});
    return loop.served();
  }

  @Test
  void text_ofEachMeaning_parsesBack() {
    Schedule schedule = new Linear(1, 0.1);
    OptimMethod averaging = PrimalAveragingSchedules.lowerAveraging(0.4, 0.2, schedule).toMethod();
    assertThat(OptimMethod.parse(averaging.toString())).isEqualTo(averaging);
    assertThat(OptimMethod.parse("spa(scaled(0.2, linear(1, 0.1))) + constant(0.4)"))
        .isEqualTo(averaging);
    assertThat(OptimMethod.parse("spa(0.2) + scaled(0.4, linear(1, 0.1))"))
        .isEqualTo(PrimalAveragingSchedules.lowerEta(0.4, 0.2, schedule).toMethod());
    assertThat(OptimMethod.parse("sgd(0.75) + scaled(0.1, linear(1, 0.1))"))
        .isEqualTo(PrimalAveragingSchedules.lowerAlpha(0.4, 0.25, schedule).toMethod());
  }
}
