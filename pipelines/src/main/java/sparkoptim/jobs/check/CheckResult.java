// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a check found.
 *
 * @param check its name, as in the configuration
 * @param sentence for people; it holds the numbers that decide
 * @param numbers the same for programs
 */
public record CheckResult(
    String check, Status status, String sentence, Map<String, Object> numbers) {

  /** What follows. */
  public enum Status {
    PASS,
    /** Told, and the night goes on. */
    WARN,
    /** The night is refused. */
    BLOCK
  }

  /** Returns what a record says. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("check", check);
    values.put("status", status.name().toLowerCase(Locale.ROOT));
    values.put("sentence", sentence);
    if (!numbers.isEmpty()) {
      values.put("numbers", numbers);
    }
    return values;
  }

  /** Returns those of a status. */
  public static List<CheckResult> of(List<CheckResult> results, Status status) {
    return results.stream().filter(result -> result.status == status).toList();
  }
}
