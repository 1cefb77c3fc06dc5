// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a gate found on some rows.
 *
 * @param gate its text
 * @param slice the rows it is about; empty for all
 * @param low the lower end of the interval that decided
 * @param high its upper end
 * @param limit what the interval was held against
 * @param rowsNeeded how many rows would decide if the estimate stays; null where that is not so
 * @param sentence for people
 */
public record GateVerdict(
    String gate,
    Answer answer,
    String slice,
    double estimate,
    double low,
    double high,
    double limit,
    long rows,
    long units,
    Long rowsNeeded,
    String sentence) {

  /** Returns a verdict that needs no rows. */
  static GateVerdict without(String gate, Answer answer, String sentence) {
    double none = Double.NaN;
    return new GateVerdict(gate, answer, "", none, none, none, none, 0, 0, null, sentence);
  }

  /** Returns the verdict for JSON; what is not known is left out. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("gate", gate);
    values.put("answer", answer.word());
    values.put("slice", slice.isEmpty() ? null : slice);
    values.put("estimate", number(estimate));
    values.put(
        "interval",
        Double.isFinite(low) && Double.isFinite(high) ? new double[] {low, high} : null);
    values.put("limit", number(limit));
    values.put("rows", rows > 0 ? rows : null);
    values.put("units", units > 0 && units != rows ? units : null);
    values.put("rowsNeeded", rowsNeeded);
    values.put("sentence", sentence);
    values.values().removeIf(value -> value == null);
    return values;
  }

  private static Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
