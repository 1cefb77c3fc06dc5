// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sparkoptim.core.PlainText;

/** Names and values, in two columns. */
final class ResultTable {
  private final List<Map.Entry<String, String>> lines = new ArrayList<>();

  /** Adds a line; a value of null leaves it out. */
  void add(String name, Object value) {
    if (value != null) {
      lines.add(Map.entry(PlainText.line(name), PlainText.line(text(value))));
    }
  }

  void print(PrintStream out) {
    int width = lines.stream().mapToInt(line -> line.getKey().length()).max().orElse(0);
    lines.forEach(
        line -> out.println(Text.of("%-" + width + "s  %s", line.getKey(), line.getValue())));
  }

  /** Formats whole numbers with separators, others with six digits. */
  static String text(Object value) {
    if (value instanceof Long || value instanceof Integer) {
      return Text.of("%,d", value);
    }
    return value instanceof Double ? Text.of("%.6g", value) : value.toString();
  }
}
