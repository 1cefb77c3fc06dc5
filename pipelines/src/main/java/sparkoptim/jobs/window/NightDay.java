// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.window;

import java.util.LinkedHashMap;
import java.util.Map;
import sparkoptim.jobs.Secrets;

/**
 * What a day gave to a night.
 *
 * @param training the rows that train
 * @param heldOut the rows that do not, whether or not they are in the night's hold-out
 * @param inHoldout whether held-out rows of this day are compared on
 */
public record NightDay(WindowDay day, RowPrint training, RowPrint heldOut, boolean inHoldout) {

  /** Returns what a record says. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("day", day.name());
    values.put("age", day.age());
    values.put("from", Secrets.redacted(day.place()));
    day.version().ifPresent(version -> values.put("version", version));
    values.put("training", training.values());
    values.put("heldOut", heldOut.values());
    values.put("inHoldout", inHoldout);
    if (!day.files().isEmpty()) {
      values.put("files", InputFile.values(day.files()));
    }
    return values;
  }
}
