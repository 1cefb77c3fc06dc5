// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** HTML in the making. Whatever is not markup of ours is text: no value can become a tag. */
final class Markup {
  private final StringBuilder html = new StringBuilder();

  Markup raw(String markup) {
    html.append(markup).append('\n');
    return this;
  }

  Markup heading(String text) {
    return raw("<h2>" + escaped(text) + "</h2>");
  }

  Markup paragraph(String text) {
    return raw("<p>" + escaped(text) + "</p>");
  }

  Markup list(Collection<String> items) {
    raw("<ul>");
    items.forEach(item -> raw("<li>" + escaped(item) + "</li>"));
    return raw("</ul>");
  }

  /** Adds a table; numbers stand at the right. */
  Markup table(List<String> head, List<? extends List<?>> lines) {
    raw("<table>");
    if (!head.isEmpty()) {
      raw("<tr>");
      head.forEach(name -> raw("<th>" + escaped(name) + "</th>"));
      raw("</tr>");
    }
    for (List<?> line : lines) {
      raw("<tr>");
      line.forEach(
          cell ->
              raw(
                  (cell instanceof Number ? "<td class=\"number\">" : "<td>")
                      + escaped(text(cell))
                      + "</td>"));
      raw("</tr>");
    }
    return raw("</table>");
  }

  /** Returns a value as readers expect it: six digits, separators in whole numbers. */
  static String text(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Double number) {
      boolean whole = number == Math.rint(number) && Math.abs(number) < 1e9;
      return String.format(Locale.ROOT, whole ? "%,.0f" : "%.6g", number);
    }
    boolean whole = value instanceof Long || value instanceof Integer;
    return whole
        ? String.format(Locale.ROOT, "%,d", ((Number) value).longValue())
        : value.toString();
  }

  static String escaped(String text) {
    var escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isText(c) ? c : 0xFFFD);
              }
            });
    return escaped.toString();
  }

  private static boolean isText(int c) {
    boolean space = c == '\n' || c == '\t';
    return space || !(Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }

  @Override
  public String toString() {
    return html.toString();
  }
}
