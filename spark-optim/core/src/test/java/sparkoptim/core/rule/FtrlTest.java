// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.MethodText;
import sparkoptim.core.Oracle;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.WholeSpace;

/** What FTRL promises beyond its formula, which {@link BaselineTwinTest} has. */
final class FtrlTest {
  private static UpdateRule.Run run(String rule, double... point) {
    RunContext context = new RunContext(new WholeSpace(point.length), new Plan(1, 100, 1));
    return MethodText.parse(rule).rule().start(context, point);
  }

  private static Oracle slopes(double... slopes) {
    return (point, gradient) -> {
      System.arraycopy(slopes, 0, gradient.values, 0, slopes.length);
      return 1;
    };
  }

  /** TensorFlow's formula takes the difference at the new step size, and jumps. */
  @Test
  void changeOfTheStepSize_withoutAGradient_movesNothing() {
    UpdateRule.Run run = run("ftrl", 1, -2);
    run.step(0, 0.5, slopes(3, 4));
    double[] before = run.served().clone();
    run.step(1, 0.01, slopes(0, 0));
    run.step(2, 0, slopes(5, 5));
    assertThat(run.served()).containsExactly(before, within(1e-12));
  }

  @Test
  void l1_ofSmallSums_givesExactZeros() {
    UpdateRule.Run run = run("ftrl(l1=2)", 0, 0);
    for (int step = 0; step < 10; step++) {
      run.step(step, 0.1, slopes(step % 2 == 0 ? 1 : -1, 1));
    }
    assertThat(run.served()[0]).isZero();
    assertThat(run.served()[1]).isNegative();
  }

  /** The paper's closed form: sums of gradients, thresholded, over the last weight. */
  @Test
  void startAtZero_isTheClosedForm() {
    UpdateRule.Run run = run("ftrl(0.5, 1, 0.5, 0.25)", 0.0);
    run.step(0, 0.2, slopes(2));
    double weight = Math.sqrt(5) / 0.2;
    assertThat(run.served()[0]).isEqualTo(-1.5 / (weight + 0.5), within(1e-15));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftrl", "ftrl(l1=1)", "ftrl(0.7, 0.1, 0, 1)"})
  void squaresThatOverflow_areNeverSilent(String rule) {
    UpdateRule.Run run = run(rule, 1, 0);
    run.step(0, 0.1, slopes(1e160, 1e160));
    assertThat(run.served()).containsExactly(Double.NaN, Double.NaN);
  }
}
