// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.LoopState;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.Snapshot;
import sparkoptim.core.StepSize;
import sparkoptim.core.StepSize.Decision;
import sparkoptim.core.WholeSpace;

final class BarzilaiBorweinTest {
  /** A few roundings of numbers around 1. */
  private static final double ROUNDING = 1e-15;

  private static final double UNBOUNDED = Double.POSITIVE_INFINITY;

  /** A run over two coordinates with so many moves in a step. */
  private static StepSize.Run run(BarzilaiBorwein settings, double innerSteps) {
    return settings.start(new RunContext(new WholeSpace(2), new Plan(4, 400, innerSteps)));
  }

  private static StepSize.Run run(double eta, double min, double max) {
    return run(new BarzilaiBorwein(eta, min, max, true), 1);
  }

  /** A snapshot of 2 x^2 + 1/2 y^2, with a loss that the test chooses. */
  private static Snapshot snapshot(long step, double loss, double x, double y) {
    Snapshot snapshot = new Snapshot(2);
    snapshot.step = step;
    snapshot.loss = loss;
    snapshot.point[0] = x;
    snapshot.point[1] = y;
    snapshot.gradient[0] = 4 * x;
    snapshot.gradient[1] = y;
    return snapshot;
  }

  @Test
  void at_untilTheSecondSnapshot_isEta() {
    StepSize.Run run = run(0.3, 0, UNBOUNDED);
    assertThat(run.at(0)).isEqualTo(0.3);
    Snapshot first = snapshot(0, 5, 1, 1);
    assertThat(run.atSnapshot(first)).isEqualTo(Decision.GO_ON);
    assertThat(run.at(3)).isEqualTo(0.3);
  }

  @ParameterizedTest
  @CsvSource({"8, 1", "4, 1", "1, 12.5", "2, 250"})
  void atSnapshot_second_isTheRatioOverTheMovesBetween(long steps, double innerSteps) {
    StepSize.Run run = run(new BarzilaiBorwein(0.3, 0, UNBOUNDED, true), innerSteps);
    run.atSnapshot(snapshot(4, 5, 1, 2));
    Snapshot second = snapshot(4 + steps, 4, 0.5, 1);
    assertThat(run.atSnapshot(second)).isEqualTo(Decision.GO_ON);
    // s = (-1/2, -1), y = (-2, -1): ||s||^2 = 5/4, <s, y> = 2
    double expected = 1.25 / 2 / (steps * innerSteps);
    assertThat(run.at(4 + steps)).isCloseTo(expected, within(ROUNDING));
  }

  @Test
  void atSnapshot_earlierSnapshot_isKeptByValue() {
    StepSize.Run run = run(0.3, 0, UNBOUNDED);
    Snapshot reused = snapshot(0, 5, 1, 0);
    run.atSnapshot(reused);
    reused.copy(snapshot(4, 4, 0.5, 0));
    run.atSnapshot(reused);
    assertThat(run.at(4)).isCloseTo(1.0 / 4 / 4, within(ROUNDING));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.01, 0.01", "0.5, 2, 0.5", "0.03, 0.1, 0.0625"})
  void atSnapshot_estimate_staysInItsBounds(double min, double max, double expected) {
    StepSize.Run run = run(0.02, min, max);
    run.atSnapshot(snapshot(0, 5, 1, 0));
    run.atSnapshot(snapshot(4, 4, 0.5, 0));
    assertThat(run.at(4)).isCloseTo(expected, within(ROUNDING));
  }

  @Test
  void atSnapshot_noCurvatureAlongTheMove_keepsTheStep() {
    StepSize.Run run = run(0.3, 0.4, 0.5);
    run.atSnapshot(snapshot(0, 5, 1, 0));
    Snapshot flat = snapshot(4, 4, 0.5, 0);
    flat.gradient[0] = 4;
    run.atSnapshot(flat);
    assertThat(run.at(4)).isEqualTo(0.3);
  }

  @Test
  void atSnapshot_samePoint_keepsTheStep() {
    StepSize.Run run = run(0.3, 0, UNBOUNDED);
    run.atSnapshot(snapshot(0, 5, 1, 0));
    run.atSnapshot(snapshot(4, 5, 1, 0));
    assertThat(run.at(4)).isEqualTo(0.3);
  }

  @Test
  void atSnapshot_negativeCurvature_takesItsMagnitude() {
    StepSize.Run run = run(0.3, 0, UNBOUNDED);
    run.atSnapshot(snapshot(0, 5, 1, 0));
    Snapshot concave = snapshot(4, 4, 0.5, 0);
    concave.gradient[0] = 6;
    run.atSnapshot(concave);
    assertThat(run.at(4)).isCloseTo(0.25 / 1 / 4, within(ROUNDING));
  }

  @ParameterizedTest
  @ValueSource(doubles = {5.001, 1e300, Double.POSITIVE_INFINITY, Double.NaN})
  void atSnapshot_lossRises_goesBackWithHalfTheStep(double loss) {
    StepSize.Run run = run(0.3, 0, UNBOUNDED);
    Snapshot first = snapshot(0, 5, 1, 2);
    run.atSnapshot(first);
    Snapshot back = run.atSnapshot(snapshot(4, loss, 9, 9)).rollBackTo();
    assertThat(back.point).isEqualTo(first.point);
    assertThat(back.gradient).isEqualTo(first.gradient);
    assertThat(back.loss).isEqualTo(first.loss);
    assertThat(run.at(4)).isEqualTo(0.15);
  }

  @Test
  void atSnapshot_lossRisesAgainAndAgain_halvesEachTime() {
    StepSize.Run run = run(0.4, 0, UNBOUNDED);
    run.atSnapshot(snapshot(0, 5, 1, 2));
    run.atSnapshot(snapshot(4, 6, 9, 9));
    run.atSnapshot(snapshot(8, 6, 9, 9));
    Snapshot back = run.atSnapshot(snapshot(12, 6, 9, 9)).rollBackTo();
    assertThat(run.at(12)).isEqualTo(0.05);
    assertThat(back.point).isEqualTo(new double[] {1, 2});
  }

  @Test
  void atSnapshot_afterGoingBack_theHalvedStepIsACeilingThatDoubles() {
    StepSize.Run run = run(0.02, 0.5, UNBOUNDED);
    run.atSnapshot(snapshot(0, 5, 1, 0));
    run.atSnapshot(snapshot(4, 6, 9, 9));
    run.atSnapshot(snapshot(8, 4, 0.5, 0));
    assertThat(run.at(8)).isEqualTo(0.01);
    run.atSnapshot(snapshot(12, 3, 0.25, 0));
    assertThat(run.at(12)).isEqualTo(0.02);
    run.atSnapshot(snapshot(16, 2, 0.125, 0));
    assertThat(run.at(16)).isEqualTo(0.04);
  }

  /** s'y of 1e-320 is above 0, and the quotient is not finite. */
  @Test
  void atSnapshot_quotientOverflows_keepsTheStep() {
    StepSize.Run run = run(0.3, 0, UNBOUNDED);
    run.atSnapshot(snapshot(0, 5, 1, 0));
    Snapshot second = snapshot(4, 4, 2, 0);
    second.gradient[0] = 4;
    second.gradient[1] = 1e-160;
    second.point[1] = 1e-160;
    run.atSnapshot(second);
    assertThat(run.at(4)).isEqualTo(0.3);
  }

  @Test
  void atSnapshot_afterGoingBack_countsMovesFromThere() {
    StepSize.Run run = run(0.5, 0, UNBOUNDED);
    run.atSnapshot(snapshot(0, 5, 1, 0));
    run.atSnapshot(snapshot(4, 6, 9, 9));
    run.atSnapshot(snapshot(8, 4, 0.5, 0));
    assertThat(run.at(8)).isCloseTo(1.0 / 4 / 4, within(ROUNDING));
  }

  @Test
  void atSnapshot_riseOfARounding_isNone() {
    StepSize.Run run = run(0.3, 0, UNBOUNDED);
    run.atSnapshot(snapshot(0, 5, 1, 0));
    Snapshot second = snapshot(4, 5 * (1 + 2e-15), 0.5, 0);
    assertThat(run.atSnapshot(second)).isEqualTo(Decision.GO_ON);
  }

  @Test
  void atSnapshot_riseBelowTheLosssError_isNone() {
    for (double error : new double[] {1e-8, 1e-6}) {
      StepSize.Run run = run(0.1, 0, UNBOUNDED);
      run.atSnapshot(snapshot(0, 5, 1, 1));
      Snapshot below = snapshot(4, 5 * (1 + error / 2), 0.5, 0.5);
      below.lossError = error;
      assertThat(run.atSnapshot(below)).isEqualTo(Decision.GO_ON);
      Snapshot above = snapshot(8, 5 * (1 + 2 * error), 0.4, 0.4);
      above.lossError = error;
      assertThat(run.atSnapshot(above)).isNotEqualTo(Decision.GO_ON);
    }
  }

  @Test
  void atSnapshot_unguarded_goesOnFromAHigherLoss() {
    StepSize.Run run = run(new BarzilaiBorwein(0.3, 0, UNBOUNDED, false), 1);
    run.atSnapshot(snapshot(0, 5, 1, 0));
    Snapshot second = snapshot(4, 50, 0.5, 0);
    assertThat(run.atSnapshot(second)).isEqualTo(Decision.GO_ON);
    assertThat(run.at(4)).isCloseTo(1.0 / 4 / 4, within(ROUNDING));
  }

  @Test
  void fields_savedAfterGoingBack_restoreStepCeilingAndSnapshot() {
    StepSize.Run run = run(0.02, 0.5, UNBOUNDED);
    run.atSnapshot(snapshot(0, 5, 1, 0));
    run.atSnapshot(snapshot(4, 6, 9, 9));
    StepSize.Run restored = run(0.02, 0.5, UNBOUNDED);
    LoopState.of(run).restore(restored);
    assertThat(restored.at(4)).isEqualTo(0.01);
    StepSize.Run again = run(0.02, 0.5, UNBOUNDED);
    LoopState.of(restored).restore(again);
    again.atSnapshot(snapshot(8, 4, 0.5, 0));
    assertThat(again.at(8)).as("held by the ceiling").isEqualTo(0.01);
    Snapshot back = restored.atSnapshot(snapshot(8, 6, 9, 9)).rollBackTo();
    assertThat(back.point).isEqualTo(new double[] {1, 0});
    assertThat(restored.at(8)).isEqualTo(0.005);
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "NaN", "Infinity"})
  void eta_outOfRange_isRefused(double eta) {
    assertThatThrownBy(() -> new BarzilaiBorwein(eta, 0, 1, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bb: eta must be finite and > 0, was " + eta);
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "2, 1", "NaN, 1", "0, NaN"})
  void bounds_outOfOrder_areRefused(double min, double max) {
    assertThatThrownBy(() -> new BarzilaiBorwein(0.1, min, max, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bb: 0 <= min <= max, was " + min + ", " + max);
  }
}
