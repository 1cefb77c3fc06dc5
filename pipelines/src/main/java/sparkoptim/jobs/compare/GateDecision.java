// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sparkoptim.core.PlainText;

/**
 * What follows from all gates: {@link Answer#PASS} for a candidate that may serve.
 *
 * @param doubtOnly whether nothing but doubt of the gates that must pass holds the candidate back
 * @param verdicts of all gates, in their order
 * @param reasons the sentences of those that held the candidate back
 */
public record GateDecision(
    Answer answer, boolean doubtOnly, List<GateVerdict> verdicts, List<String> reasons) {
  private static final String PREFIX = "anchor: ";

  public GateDecision {
    verdicts = List.copyOf(verdicts);
    reasons = List.copyOf(reasons);
  }

  /**
   * Judges a candidate.
   *
   * @param when all must pass
   * @param guards none may fail, and those that {@link Gate#mustPass() must pass} must
   * @param other the comparison with the model that serves; without one, gates that need it are
   *     left out
   * @param anchor against what nights in a row may not slide, with its own gates. They hold where
   *     the estimate is on the right side of the limit: intervals against an old model are wide
   */
  public static GateDecision of(
      List<Gate> when,
      List<Gate> guards,
      PairedComparison other,
      List<Gate> anchorGates,
      Optional<PairedComparison> anchor) {
    var judge = new Judge();
    when.forEach(gate -> judge.add(gate, other, true));
    boolean doubt = judge.answers.stream().allMatch(Answer.UNDECIDED::equals) && judge.allKnown;
    int ofWhen = judge.answers.size();
    guards.forEach(gate -> judge.add(gate, other, gate.mustPass()));
    anchor.ifPresent(old -> anchorGates.forEach(gate -> judge.addAnchor(gate, old)));
    boolean doubtOnly = ofWhen > 0 && doubt && judge.answers.size() == ofWhen;
    return new GateDecision(Answer.worst(judge.answers), doubtOnly, judge.verdicts, judge.reasons);
  }

  /** Returns the decision of rows that are too few. */
  public static GateDecision undecided(String reason) {
    return new GateDecision(Answer.UNDECIDED, false, List.of(), List.of(reason));
  }

  private static final class Judge {
    private final List<Answer> answers = new ArrayList<>();
    private final List<GateVerdict> verdicts = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private boolean allKnown = true;

    void add(Gate gate, PairedComparison comparison, boolean mustPass) {
      if (comparison.hasOther() || !gate.needsOther()) {
        gate.judge(comparison).forEach(verdict -> take(verdict, mustPass));
      } else {
        gate.check(comparison);
      }
    }

    void addAnchor(Gate gate, PairedComparison anchor) {
      for (GateVerdict verdict : gate.judge(anchor)) {
        if (Double.isNaN(verdict.estimate())) { // of rows that are too few
          take(verdict, false);
        } else {
          boolean slides = verdict.estimate() >= verdict.limit();
          take(ofAnchor(verdict, slides ? Answer.FAIL : Answer.PASS), true);
        }
      }
    }

    private void take(GateVerdict verdict, boolean mustPass) {
      verdicts.add(verdict);
      boolean holdsBack =
          verdict.answer() == Answer.FAIL || (mustPass && verdict.answer() != Answer.PASS);
      if (holdsBack) {
        answers.add(verdict.answer());
        allKnown &= Double.isFinite(verdict.low()) && Double.isFinite(verdict.high());
        reasons.add(verdict.sentence());
      }
    }

    private static GateVerdict ofAnchor(GateVerdict v, Answer answer) {
      return new GateVerdict(
          PREFIX + v.gate(),
          answer,
          v.slice(),
          v.estimate(),
          v.low(),
          v.high(),
          v.limit(),
          v.rows(),
          v.units(),
          v.rowsNeeded(),
          PlainText.of(
              "%s%s: %s by the estimate, %.5f, must be below %s (%,d rows)",
              PREFIX, v.gate(), answer.word(), v.estimate(), v.limit(), v.rows()));
    }
  }
}
