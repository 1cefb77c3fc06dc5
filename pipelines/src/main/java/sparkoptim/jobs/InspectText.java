// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sparkoptim.core.PlainText;

/** Names and values for people: simple values in two columns, then each list as a table. */
record InspectText(PrintStream out) {

  void print(Map<String, Object> report) {
    var table = new ResultTable();
    Map<String, List<Map<String, Object>>> lists = new LinkedHashMap<>();
    report.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> group) {
            group.forEach((key, inner) -> table.add(name + "." + key, inner));
          } else if (value instanceof List<?> list) {
            lists.put(name, entries(list));
          } else {
            table.add(name, value);
          }
        });
    table.print(out);
    lists.forEach(this::print);
  }

  @SuppressWarnings("unchecked") // reports hold lists of reports only
  private static List<Map<String, Object>> entries(List<?> list) {
    return (List<Map<String, Object>>) list;
  }

  private void print(String name, List<Map<String, Object>> entries) {
    out.println();
    if (entries.stream().anyMatch(entry -> entry.containsKey("kind"))) {
      for (int i = 0; i < entries.size(); i++) {
        out.println(name + "[" + i + "]");
        print(entries.get(i));
      }
      return;
    }
    List<String> columns = new ArrayList<>();
    for (Map<String, Object> entry : entries) {
      for (String column : entry.keySet()) {
        if (!columns.contains(column)) {
          columns.add(column);
        }
      }
    }
    List<List<String>> lines = new ArrayList<>();
    lines.add(columns);
    for (Map<String, Object> entry : entries) {
      lines.add(columns.stream().map(column -> cell(entry.get(column))).toList());
    }
    out.println(name + (entries.isEmpty() ? ": none" : ""));
    if (!entries.isEmpty()) {
      print(lines);
    }
  }

  private static String cell(Object value) {
    return value == null ? "" : PlainText.line(ResultTable.text(value));
  }

  private void print(List<List<String>> lines) {
    int[] widths = new int[lines.get(0).size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (List<String> line : lines) {
      var text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        text.append("  ").append(Text.of("%-" + Math.max(1, widths[i]) + "s", line.get(i)));
      }
      out.println(text.toString().stripTrailing());
    }
  }
}
