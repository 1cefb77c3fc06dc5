// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import sparkoptim.core.PlainText;

/**
 * What a check found.
 *
 * @param part of what is looked at: local, cluster, ...
 * @param check its name
 * @param text what was found
 * @param advice what to do; empty where nothing has to be done
 */
public record Finding(String part, String check, Level level, String text, String advice) {
  /** How bad it is. */
  public enum Level {
    OK,
    WARN,
    FAIL
  }

  static Finding ok(String part, String check, String text) {
    return new Finding(part, check, Level.OK, text, "");
  }

  static Finding warn(String part, String check, String text, String advice) {
    return new Finding(part, check, Level.WARN, text, advice);
  }

  static Finding fail(String part, String check, String text, String advice) {
    return new Finding(part, check, Level.FAIL, text, advice);
  }

  /** Returns whether a job would fail. */
  public boolean failed() {
    return level == Level.FAIL;
  }

  /** Returns it in one line. */
  public String line() {
    return PlainText.of(
        "%-4s  %-7s  %-14s  %s%s",
        level.name().toLowerCase(Locale.ROOT),
        part,
        check,
        text,
        advice.isEmpty() ? "" : ": " + advice);
  }

  /** Returns it for JSON. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("part", part);
    values.put("check", check);
    values.put("level", level.name().toLowerCase(Locale.ROOT));
    values.put("text", text);
    values.put("advice", advice);
    return values;
  }
}
