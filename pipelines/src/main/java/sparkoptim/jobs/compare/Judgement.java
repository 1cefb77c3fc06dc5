// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import sparkoptim.core.PlainText;

/**
 * Holds an interval against a limit: it passes where the whole interval is on the right side, fails
 * where the whole is on the wrong one, and is undecided where the limit is inside.
 *
 * @param what is measured, for people
 * @param confidence of each end of the interval
 * @param below whether the right side is below the limit
 */
record Judgement(String gate, String what, double confidence, double limit, boolean below) {

  /** Judges every set of rows that a gate looks at. */
  static List<GateVerdict> each(
      String gate, Map<String, RowSet> sets, BiFunction<String, RowSet, GateVerdict> judge) {
    if (sets.isEmpty()) {
      return List.of(
          GateVerdict.without(
              gate, Answer.UNDECIDED, gate + ": undecided, no slice has enough rows"));
    }
    List<GateVerdict> verdicts = new ArrayList<>();
    sets.forEach((name, set) -> verdicts.add(judge.apply(name, set)));
    return verdicts;
  }

  GateVerdict of(String slice, RowSet set, IntervalEstimate bounds) {
    double low = bounds.lower(confidence);
    double high = bounds.upper(confidence);
    Answer answer = bounds.isKnown() ? answer(low, high) : Answer.UNDECIDED;
    Long needed = answer == Answer.UNDECIDED ? rowsNeeded(set, bounds) : null;
    return new GateVerdict(
        gate,
        answer,
        slice,
        bounds.estimate(),
        low,
        high,
        limit,
        set.size(),
        set.units(),
        needed,
        sentence(slice, set, bounds, answer, needed));
  }

  private Answer answer(double low, double high) {
    if (below ? high < limit : low > limit) {
      return Answer.PASS;
    }
    return (below ? low > limit : high < limit) ? Answer.FAIL : Answer.UNDECIDED;
  }

  /** An interval shrinks as the root of the number of rows. */
  private Long rowsNeeded(RowSet set, IntervalEstimate bounds) {
    double half = IntervalEstimate.z(confidence) * bounds.standardError();
    double distance = Math.abs(limit - bounds.estimate());
    double rows = Math.ceil(set.size() * (half / distance) * (half / distance));
    return Double.isFinite(rows) && rows < Long.MAX_VALUE && bounds.isKnown()
        ? Long.valueOf(Math.max((long) rows, set.size() + 1L))
        : null;
  }

  private String sentence(
      String slice, RowSet set, IntervalEstimate bounds, Answer answer, Long needed) {
    String rows = PlainText.of("%,d rows", set.size());
    String start = gate + (slice.isEmpty() ? "" : " [" + slice + "]") + ": " + answer.word() + ", ";
    if (!bounds.isKnown()) {
      return start + what + " has no value for these " + rows;
    }
    String interval =
        PlainText.of(
            "%s %.5f, between %.5f and %.5f, must be %s %s",
            what,
            bounds.estimate(),
            bounds.lower(confidence),
            bounds.upper(confidence),
            below ? "below" : "above",
            limit + 0.0);
    String more = needed == null ? "" : PlainText.of("; some %,d rows would decide", needed);
    return start + interval + " (" + rows + more + ")";
  }
}
