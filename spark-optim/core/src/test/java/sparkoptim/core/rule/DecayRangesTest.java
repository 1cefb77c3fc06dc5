// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.MethodText;
import sparkoptim.core.Plan;
import sparkoptim.core.Prox;
import sparkoptim.core.RunContext;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.WholeSpace;

final class DecayRangesTest {
  private static final double[] START = {1, -2, 3, -4, 5};

  private static double[] run(String rule, boolean... decays) {
    RunContext context =
        new RunContext(
            new WholeSpace(START.length),
            new Plan(1, 9, 1),
            Prox.NONE,
            null,
            decays.length == 0 ? null : decays);
    UpdateRule.Run run = MethodText.parse(rule).rule().start(context, START);
    for (int step = 0; step < 9; step++) {
      run.step(
          step,
          0.1,
          (point, gradient) -> {
            for (int i = 0; i < point.length; i++) {
              gradient.values[i] = Math.sin(point[i] + i);
            }
            return 0;
          });
    }
    return run.served().clone();
  }

  /** Each coordinate is that of a run with the decay, or of one without, to the bit. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "adamw(decay=%s)",
        "adamw(amsgrad=true, decay=%s)",
        "schedule-free-adamw(decay=%s)",
        "schedule-free-sgd(decay=%s)",
        "gpa(adamw(decay=%s), averaging=0.5)"
      })
  void step_maskedDecay_isOnItsCoordinatesAlone(String rule) {
    double[] with = run(rule.formatted("0.5"));
    double[] without = run(rule.formatted("0"));
    assertThat(with).isNotEqualTo(without);
    double[] masked = run(rule.formatted("0.5"), false, true, true, false, true);
    assertThat(masked).containsExactly(without[0], with[1], with[2], without[3], with[4]);
    assertThat(run(rule.formatted("0.5"), true, true, true, true, true)).isEqualTo(with);
    assertThat(run(rule.formatted("0.5"), new boolean[5])).isEqualTo(without);
  }

  @Test
  void start_maskOfAnotherLength_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run("adamw", true, false))
        .withMessage("weight decay: there must be a flag for each of 5 coordinates, there are 2");
  }
}
