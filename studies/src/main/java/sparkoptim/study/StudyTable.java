// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sparkoptim.core.PlainText;

/** Rows of measured values under named columns; the first column names the rows. */
public final class StudyTable {
  private final String title;
  private final List<String> columns;
  private final List<List<Object>> rows = new ArrayList<>();

  /** Creates a table without rows. */
  public StudyTable(String title, String... columns) {
    this.title = title;
    this.columns = List.of(columns);
  }

  /** Adds a row of texts, numbers and samples. */
  public void add(Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          PlainText.of("%s has %d columns, was %s", title, columns.size(), Arrays.toString(cells)));
    }
    rows.add(List.of(cells));
  }

  /** Prints the table as text in columns, numbers to the right. */
  public void print(PrintStream out) {
    out.println(title);
    print(out, columns, true);
    for (List<Object> row : rows) {
      print(out, row, false);
    }
  }

  private void print(PrintStream out, List<?> cells, boolean heads) {
    var line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      String text = heads ? columns.get(column) : Figures.text(cells.get(column));
      String padding = " ".repeat(width(column) - text.length());
      line.append("  ").append(column == 0 ? text + padding : padding + text);
    }
    out.println(line.toString().stripTrailing());
  }

  private int width(int column) {
    return rows.stream()
        .mapToInt(row -> Figures.text(row.get(column)).length())
        .reduce(columns.get(column).length(), Math::max);
  }

  /** Returns the values for JSON: a sample is its mean, its standard deviation and its values. */
  public Map<String, Object> values() {
    List<Object> lines = new ArrayList<>();
    for (List<Object> row : rows) {
      Map<String, Object> line = new LinkedHashMap<>();
      for (int column = 0; column < row.size(); column++) {
        Object cell = row.get(column);
        line.put(columns.get(column), cell instanceof Sample sample ? sample.values() : cell);
      }
      lines.add(line);
    }
    Map<String, Object> table = new LinkedHashMap<>();
    table.put("title", title);
    table.put("rows", lines);
    return table;
  }
}
