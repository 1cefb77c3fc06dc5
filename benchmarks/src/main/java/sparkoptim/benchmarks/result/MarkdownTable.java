// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tables of results. With labels a row has the figures of equal labels, and every name a column;
 * without them a row has one figure with its limits and details. Ratios are bold.
 */
final class MarkdownTable {
  private static final List<String> ALONE = List.of("measure", "value", "must", "aim", "details");

  private MarkdownTable() {}

  /** Returns all lines of a result's table. */
  static List<String> of(BenchmarkResult result) {
    List<List<Figure>> rows = result.rows();
    if (rows.isEmpty()) {
      return List.of();
    }
    return Stream.concat(
            header(result.labelNames(), rows.get(0)).stream(),
            rows.stream().map(MarkdownTable::row))
        .toList();
  }

  /** Returns the two first lines, by the figures of the first row. */
  static List<String> header(List<String> labelNames, List<Figure> figures) {
    List<String> columns =
        labelNames.isEmpty()
            ? ALONE
            : Stream.concat(labelNames.stream(), figures.stream().map(MarkdownTable::column))
                .toList();
    return List.of(line(columns), columns.stream().map(c -> "---").collect(separated()));
  }

  private static Collector<CharSequence, ?, String> separated() {
    return Collectors.joining("|", "|", "|");
  }

  /** Returns a row: of figures with equal labels, or of one without. */
  static String row(List<Figure> figures) {
    Figure first = figures.get(0);
    if (first.labels().isEmpty()) {
      return line(
          List.of(
              first.name(),
              value(first) + (first.portable() ? "" : " " + first.unit()),
              first.must() == null ? "report" : limit(first, first.must()),
              first.aim() == null ? "" : limit(first, first.aim()),
              first.details()));
    }
    return line(
        Stream.concat(first.labels().stream(), figures.stream().map(MarkdownTable::cell)).toList());
  }

  private static String column(Figure figure) {
    return figure.portable() ? figure.name() : "%s (%s)".formatted(figure.name(), figure.unit());
  }

  private static String cell(Figure figure) {
    return figure.details().isEmpty() ? value(figure) : value(figure) + " " + figure.details();
  }

  /** Returns the value as tables have it. */
  static String value(Figure figure) {
    if (figure.value() == null) {
      return "-";
    }
    String number = String.format(Locale.ROOT, figure.pattern(), figure.value());
    return figure.unit().equals(Figure.RATIO) ? "**" + number + "**" : number;
  }

  private static String limit(Figure figure, double limit) {
    return String.format(Locale.ROOT, figure.pattern(), limit);
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
  }
}
