// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.jobs.evaluate.ModelScores;

final class GateTest {
  private static final double NOISE = 0.4;
  private static final double SHIFT_OF_3_THOUSANDTHS = 0.2;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "better(logLoss)",
        "better(auc, 0.01)",
        "not-worse(accuracy, 0.005, slice = *)",
        "not-worse(rmse, 0.1, slice = region)",
        "at-least(auc, 0.8)",
        "at-most(rmse, 2.0)",
        "better-than-constant",
        "calibration(0.02)",
        "changed(0.1)",
        "weights(2.0)"
      })
  void parse_ownText_isTheSameGate(String text) {
    assertThat(GateText.parse(text)).hasToString(text);
    assertThat(GateText.parse(" " + text.replace(", ", " ,  "))).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "beter(logLoss) | unknown gate beter; did you mean better?",
        "better(logloss, 0, 1) | better(logloss, 0, 1): 1 is one argument too many",
        "better(lossy) | unknown metric lossy",
        "not-worse(logLoss) | not-worse(logLoss): margin is missing, a number",
        "not-worse(logLoss, much) | not-worse(logLoss, much): margin must be a number, was much",
        "not-worse(logLoss, -1) | margin must be a number of at least 0, was -1",
        "changed(NaN) | at-most must be a number of at least 0, was NaN",
        "changed(0) | changed(0): at-most must be above 0, was 0.0",
        "better(logLoss, margin = 1) | better(logLoss, margin = 1): better has no argument margin",
        "better( | better( is no gate",
        "better() | better(): an argument is empty",
        "better-than-constant(1) | 1 is one argument too many"
      })
  void parse_wrongText_saysWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> GateText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void better_equalModels_promotesSeldom() {
    int promoted = 0;
    for (int night = 0; night < 1_000; night++) {
      Nights rows = new Nights(night, 400);
      promoted += answer(rows, "better(logLoss)") == Answer.PASS ? 1 : 0;
    }
    assertThat(promoted).isBetween(5, 45); // 2.5 %
  }

  private static Answer answer(Nights night, String gate) {
    var comparison = comparison(night, night.model(NOISE, 0), night.model(NOISE, 0));
    return GateText.parse(gate).judge(comparison).get(0).answer();
  }

  private static PairedComparison comparison(Nights night, ModelScores mine, ModelScores other) {
    return new PairedComparison(night.rows(mine, other), 0, 1, Nights.settings());
  }

  @Test
  void notWorse_manyRows_passesAnEqualModelAndFailsAWorseOne() {
    int passed = 0;
    int failed = 0;
    for (int i = 0; i < 100; i++) {
      Nights night = new Nights(5_000 + i, 5_200);
      ModelScores other = night.model(0.05, 0);
      Gate gate = GateText.parse("not-worse(logLoss, 0.005)");
      passed += one(gate, comparison(night, night.model(0.05, 0), other)) == Answer.PASS ? 1 : 0;
      failed += one(gate, comparison(night, night.model(0.05, 0.65), other)) == Answer.FAIL ? 1 : 0;
    }
    assertThat(passed).isGreaterThanOrEqualTo(95);
    assertThat(failed).isGreaterThanOrEqualTo(95);
  }

  private static Answer one(Gate gate, PairedComparison comparison) {
    return gate.judge(comparison).get(0).answer();
  }

  @Test
  void notWorse_fewRows_isUndecidedAndTheRowsThatItAsksForDecide() {
    Nights few = new Nights(12, 100);
    Gate gate = GateText.parse("not-worse(logLoss, 0.01)");
    GateVerdict verdict =
        gate.judge(comparison(few, few.model(NOISE, 0), few.model(NOISE, 0))).get(0);
    assertThat(verdict.answer()).isEqualTo(Answer.UNDECIDED);
    assertThat(verdict.rowsNeeded()).isGreaterThan(100);
    assertThat(verdict.sentence())
        .startsWith("not-worse(logLoss, 0.01): undecided, logLoss is worse by ")
        .endsWith("rows would decide)");
    Nights many = new Nights(12, 20_000);
    assertThat(one(gate, comparison(many, many.model(NOISE, 0), many.model(NOISE, 0))))
        .isEqualTo(Answer.PASS);
  }

  @Test
  void betterThanConstant_labelsUpsideDown_fails() {
    Nights night = new Nights(8, 500);
    Gate gate = GateText.parse("better-than-constant");
    ModelScores good = night.model(NOISE, 0);
    assertThat(one(gate, comparison(night, good, good))).isEqualTo(Answer.PASS);
    assertThat(one(gate, comparison(night, night.flipped(), good))).isEqualTo(Answer.FAIL);
  }

  @Test
  void calibration_shiftedModel_failsAndTheTrueOneDoesNot() {
    Gate gate = GateText.parse("calibration(0.02)");
    int held = 0;
    for (int i = 0; i < 200; i++) {
      Nights night = new Nights(i, 3_000);
      ModelScores good = night.model(0, 0);
      held += fails(gate, comparison(night, good, good)) ? 1 : 0;
      assertThat(fails(gate, comparison(night, night.model(0, 0.6), good))).isTrue();
    }
    assertThat(held).isLessThanOrEqualTo(10);
  }

  private static boolean fails(Gate gate, PairedComparison comparison) {
    return gate.judge(comparison).stream().anyMatch(v -> v.answer() == Answer.FAIL);
  }

  @Test
  void changedAndWeights_holdTheirShareAndRatio() {
    Nights night = new Nights(9, 2_000);
    var comparison = comparison(night, night.model(0, 0), night.model(3, 0));
    assertThat(one(GateText.parse("changed(0.05)"), comparison)).isEqualTo(Answer.FAIL);
    assertThat(one(GateText.parse("changed(0.6)"), comparison)).isEqualTo(Answer.PASS);
    assertThat(one(GateText.parse("weights(1.9)"), comparison)).isEqualTo(Answer.FAIL);
    assertThat(one(GateText.parse("weights(2.0)"), comparison)).isEqualTo(Answer.PASS);
  }

  @Test
  void decision_guardThatOnlyVetoes_isNotHeldBackByDoubt() {
    Nights night = new Nights(10, 300);
    var comparison = comparison(night, night.model(NOISE, 0), night.model(NOISE, 0));
    Gate wide = GateText.parse("not-worse(logLoss, 1.0)");
    Gate doubtful = GateText.parse("not-worse(logLoss, 0.0001)");
    GateDecision decision =
        GateDecision.of(List.of(wide), List.of(doubtful), comparison, List.of(), Optional.empty());
    assertThat(decision.answer()).isEqualTo(Answer.PASS);
    assertThat(decision.verdicts()).hasSize(2);
    GateDecision other =
        GateDecision.of(List.of(doubtful), List.of(wide), comparison, List.of(), Optional.empty());
    assertThat(other.answer()).isEqualTo(Answer.UNDECIDED);
    assertThat(other.reasons()).singleElement().asString().contains("undecided");
  }

  @Test
  void decision_noOtherModel_leavesOutWhatNeedsOne() {
    Nights night = new Nights(11, 500);
    var alone =
        new PairedComparison(
            night.rows(night.model(0, 0)), 0, PairedComparison.NONE, Nights.settings());
    GateDecision decision =
        GateDecision.of(
            List.of(GateText.parse("better(logLoss)")),
            List.of(GateText.parse("better-than-constant"), GateText.parse("at-least(auc, 0.7)")),
            alone,
            List.of(),
            Optional.empty());
    assertThat(decision.answer()).isEqualTo(Answer.PASS);
    assertThat(decision.verdicts()).hasSize(2);
  }

  /** Without the anchor the loss slides by what every night may add. */
  @Test
  void decision_candidatesALittleWorseEachNight_areStoppedByTheAnchor() {
    Gate nightly = GateText.parse("not-worse(logLoss, 0.012)");
    Gate anchor = GateText.parse("not-worse(logLoss, 0.005)");
    double lossWithout = slide(nightly, Optional.empty());
    double lossWith = slide(nightly, Optional.of(anchor));
    assertThat(lossWithout).isGreaterThan(0.03);
    assertThat(lossWith).isLessThan(0.02);
  }

  private static double slide(Gate nightly, Optional<Gate> anchorGate) {
    double served = 0;
    for (int i = 0; i < 30; i++) {
      Nights night = new Nights(900 + i, 1_500);
      double next = served + 0.003;
      ModelScores mine = night.model(0.02, shift(next));
      ModelScores other = night.model(0.02, shift(served));
      var rows = night.rows(mine, other, night.model(0.02, 0));
      GateDecision decision =
          GateDecision.of(
              List.of(nightly),
              List.of(),
              new PairedComparison(rows, 0, 1, Nights.settings()),
              anchorGate.stream().toList(),
              anchorGate.map(gate -> new PairedComparison(rows, 0, 2, Nights.settings())));
      served = decision.answer() == Answer.PASS ? next : served;
    }
    return served;
  }

  /** Loss grows with the square of the shift. */
  private static double shift(double loss) {
    return SHIFT_OF_3_THOUSANDTHS * Math.sqrt(loss / 0.003);
  }
}
