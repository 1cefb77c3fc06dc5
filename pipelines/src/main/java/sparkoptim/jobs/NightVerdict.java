// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import sparkoptim.jobs.compare.Answer;
import sparkoptim.jobs.registry.Promotion;

/**
 * What a decision on a night's candidate comes to.
 *
 * @param judged the decision, as the registry keeps it
 * @param promote the settings of promotion
 */
record NightVerdict(JsonNode judged, RetrainSettings.PromoteSettings promote) {
  private static final String PASSED = "all gates passed";
  private static final String IN_DOUBT = "undecided, and promoted as promote.undecided asks";

  /** Returns whether the registry says of a promotion that a night made it. */
  static boolean isOfNight(Promotion promotion) {
    return PASSED.equals(promotion.note()) || IN_DOUBT.equals(promotion.note());
  }

  /** Returns what the registry is to say of the promotion. */
  String note() {
    return answer() == Answer.PASS ? PASSED : IN_DOUBT;
  }

  private Answer answer() {
    return Answer.valueOf(judged.path("answer").asText("fail").toUpperCase(Locale.ROOT));
  }

  /**
   * Returns what becomes of the candidate.
   *
   * @param first whether no model serves yet
   */
  NightOutcome outcome(boolean first) {
    Answer answer = answer();
    boolean passed =
        answer == Answer.PASS
            || (judged.path("doubtOnly").asBoolean()
                && promote.undecided() == RetrainSettings.PromoteSettings.Undecided.PROMOTE);
    if (!passed) {
      return answer == Answer.FAIL ? NightOutcome.KEPT : NightOutcome.UNDECIDED;
    }
    boolean waits =
        promote.mode() == RetrainSettings.PromoteSettings.Mode.MANUAL
            || (first && promote.first() == RetrainSettings.PromoteSettings.First.MANUAL);
    return waits ? NightOutcome.READY : NightOutcome.PROMOTED;
  }

  /** Returns why the candidate is not promoted. */
  String reason(NightOutcome outcome) {
    List<String> reasons = new ArrayList<>();
    judged.path("reasons").forEach(reason -> reasons.add(reason.asText()));
    return outcome == NightOutcome.READY
        ? PASSED + ", and waits for the command promote"
        : String.join("; ", reasons);
  }
}
