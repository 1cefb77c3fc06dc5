// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import sparkoptim.core.PlainText;

/** Names and values, in two columns. */
final class ResultTable {
  private final Map<String, String> lines = new LinkedHashMap<>();

  /** Adds a line; a value of null leaves it out. */
  void add(String name, Object value) {
    if (value != null) {
      lines.put(PlainText.line(name), PlainText.line(text(value)));
    }
  }

  void print(PrintStream out) {
    int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
    lines.forEach((name, value) -> out.println(Text.of("%-" + width + "s  %s", name, value)));
  }

  /** Formats whole numbers with separators, others with six digits. */
  static String text(Object value) {
    if (value instanceof Long || value instanceof Integer) {
      return Text.of("%,d", value);
    }
    return value instanceof Double ? Text.of("%.6g", value) : value.toString();
  }
}
