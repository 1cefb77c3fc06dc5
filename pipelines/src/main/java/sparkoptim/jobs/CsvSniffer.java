// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a CSV file is written, by its first lines: what is between values, what quotes them, which
 * lines are none of the table, whether the first of it has names.
 */
record CsvSniffer(List<String> lines) {
  private static final int MAX_LINES = 500;
  private static final int MAX_RECORD = 20_000;
  private static final String BOUNDS = ",;\t| ^~\u0001\n";
  private static final List<String> SEPARATORS =
      List.of(",", ";", "\t", "|", " ", "^", "~", "\u0001");

  /**
   * What was found.
   *
   * @param spaces whether values begin with a space that is none of theirs
   * @param columns how many values a row has
   * @param breaks whether a quoted value goes on in the next line
   * @param doubled whether a quote in a quoted value is written twice
   */
  record Found(
      String sep,
      String quote,
      int skipLines,
      boolean header,
      String decimal,
      boolean spaces,
      int columns,
      boolean breaks,
      boolean doubled) {}

  static CsvSniffer of(String text) {
    return new CsvSniffer(records(text.lines().limit(MAX_LINES).toList()));
  }

  /** Joins lines between which a quoted value goes on; the last of them may be cut. */
  private static List<String> records(List<String> lines) {
    List<String> records = new ArrayList<>();
    String open = "";
    for (String line : lines) {
      String record = open.isEmpty() ? line : open + "\n" + line;
      boolean goesOn = isOpen(record);
      if (!goesOn) {
        records.add(record);
      }
      open = goesOn ? record : "";
      if (open.length() > MAX_RECORD) {
        return lines; // a quote that is part of a value
      }
    }
    return open.isEmpty() || records.size() > 1 ? records : lines;
  }

  /** Returns whether a text ends within quotes. A quote counts where a value can begin or end. */
  private static boolean isOpen(String text) {
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '"') {
        boolean last = i + 1 == text.length();
        if (!quoted) {
          quoted = i == 0 || BOUNDS.indexOf(text.charAt(i - 1)) >= 0;
        } else if (!last && text.charAt(i + 1) == '"') {
          i++;
        } else {
          quoted = !last && BOUNDS.indexOf(text.charAt(i + 1)) < 0;
        }
      }
    }
    return quoted;
  }

  /** Returns the most likely answer. */
  Found found() {
    String quote = quote();
    String best = ",";
    double bestScore = -1;
    for (String sep : SEPARATORS) {
      double score = score(rows(sep, quote));
      if (score > bestScore) {
        best = sep;
        bestScore = score;
      }
    }
    List<String[]> rows = rows(best, quote);
    int columns = usual(rows);
    int skip = skipped(rows, columns);
    List<String[]> table = rows.subList(Math.min(skip, rows.size()), rows.size());
    boolean header = hasHeader(table);
    if (!header && isStray(table)) {
      skip++;
      table = table.subList(1, table.size());
      header = hasHeader(table);
    }
    boolean commas = !best.equals(",") && hasCommas(table);
    return new Found(
        best,
        quote,
        skip,
        header,
        commas ? "," : ".",
        hasSpaces(best),
        columns,
        lines.stream().anyMatch(line -> line.contains("\n")),
        quote.equals("\"") && rows.stream().anyMatch(row -> String.join("", row).contains("\"")));
  }

  /** A first row with a text where all others have numbers is of another kind than they are. */
  private static boolean isStray(List<String[]> table) {
    return table.size() > 2 && titles(table) > 0;
  }

  /** Returns how many cells of the first row are texts above numbers. */
  private static long titles(List<String[]> table) {
    String[] first = table.get(0);
    List<String[]> below = table.subList(1, table.size());
    long titles = 0;
    for (int i = 0; i < first.length; i++) {
      int column = i;
      boolean numbers =
          kind(first[i]) == ValueKind.TEXT
              && below.stream().allMatch(r -> r.length > column && isNumberOrEmpty(r[column]))
              && below.stream().anyMatch(r -> kind(r[column]).isNumber());
      titles += numbers ? 1 : 0;
    }
    return titles;
  }

  private static boolean isNumberOrEmpty(String cell) {
    ValueKind kind = kind(cell);
    return kind == ValueKind.EMPTY || kind.isNumber();
  }

  private boolean hasSpaces(String sep) {
    String spaced = sep + " ";
    return !sep.equals(" ")
        && lines.stream()
            .filter(line -> line.contains(sep))
            .allMatch(line -> line.contains(spaced));
  }

  private String quote() {
    long single = count("(^|[,;\t| ])'[^',;]*'([,;\t| ]|$)");
    long twice = count("(^|[,;\t| ])\"");
    return single > twice ? "'" : "\"";
  }

  private long count(String pattern) {
    var compiled = java.util.regex.Pattern.compile(pattern);
    return lines.stream().filter(line -> compiled.matcher(line).find()).count();
  }

  private List<String[]> rows(String sep, String quote) {
    var settings = new CsvParserSettings();
    settings.getFormat().setDelimiter(sep);
    settings.getFormat().setQuote(quote.charAt(0));
    settings.getFormat().setQuoteEscape(quote.charAt(0));
    settings.setMaxColumns(100_000);
    settings.setMaxCharsPerColumn(-1);
    settings.setNullValue("");
    settings.setEmptyValue("");
    var parser = new CsvParser(settings);
    List<String[]> rows = new ArrayList<>();
    for (String line : lines) {
      if (!line.isBlank()) {
        parser.beginParsing(new StringReader(line));
        String[] row = parser.parseNext();
        rows.add(row == null ? new String[0] : row);
        parser.stopParsing();
      }
    }
    return rows;
  }

  /** Rows alike count most; then how many values they have, as a comma may also be in a value. */
  private static double score(List<String[]> rows) {
    int usual = usual(rows);
    if (usual < 2) {
      return 0;
    }
    long alike = rows.stream().filter(row -> row.length == usual).count();
    double share = (double) alike / rows.size();
    return share * share * share * Math.log(usual + 1.0);
  }

  private static int usual(List<String[]> rows) {
    Map<Integer, Integer> counts = new HashMap<>();
    rows.forEach(row -> counts.merge(row.length, 1, Integer::sum));
    return counts.entrySet().stream()
        .max(
            Map.Entry.<Integer, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse(0);
  }

  /** A first line with one name less than there are values is R's. */
  private static int skipped(List<String[]> rows, int columns) {
    int skip = 0;
    while (skip < rows.size() && rows.get(skip).length != columns) {
      boolean ofR = rows.get(skip).length == columns - 1 && columns > 2 && names(rows.get(skip));
      if (ofR) {
        return skip;
      }
      skip++;
    }
    return skip == rows.size() ? 0 : skip;
  }

  private static boolean names(String[] row) {
    return Arrays.stream(row).noneMatch(cell -> kind(cell).isNumber());
  }

  /** Names among which are numbers that rise by one each: years, weeks. */
  private static boolean isOfYears(String[] row) {
    List<Integer> numbers = new ArrayList<>();
    for (String cell : row) {
      ValueKind kind = kind(cell);
      if (kind == ValueKind.INT) {
        numbers.add(Integer.valueOf(cell.strip()));
      } else if (kind.isNumber()) {
        return false;
      }
    }
    for (int i = 1; i < numbers.size(); i++) {
      if (numbers.get(i) != numbers.get(i - 1) + 1) {
        return false;
      }
    }
    return numbers.size() > 1 && numbers.size() < row.length;
  }

  private static boolean hasHeader(List<String[]> table) {
    if (table.isEmpty() || !(names(table.get(0)) || isOfYears(table.get(0)))) {
      return false;
    }
    String[] first = table.get(0);
    List<String[]> below = table.subList(1, table.size());
    if (below.isEmpty() || below.get(0).length != first.length) {
      return true;
    }
    Set<String> distinct = new HashSet<>(Arrays.asList(first));
    for (int i = 0; i < first.length; i++) {
      int column = i;
      if (below.stream().anyMatch(r -> r.length > column && kind(r[column]).isNumber())) {
        return true;
      }
    }
    boolean repeated =
        below.stream()
            .anyMatch(row -> row.length == first.length && Arrays.asList(row).contains(first[0]));
    return distinct.size() == first.length && !repeated;
  }

  private static boolean hasCommas(List<String[]> table) {
    long commas = 0;
    long points = 0;
    for (String[] row : table) {
      for (String cell : row) {
        ValueKind kind = kind(cell);
        commas += kind == ValueKind.COMMA || kind == ValueKind.GROUPED ? 1 : 0;
        points += kind == ValueKind.DECIMAL ? 1 : 0;
      }
    }
    return commas > points;
  }

  private static ValueKind kind(String cell) {
    byte[] bytes = cell == null ? new byte[0] : cell.getBytes(StandardCharsets.UTF_8);
    return ValueKind.of(bytes, 0, bytes.length, (byte) '.', (byte) 0);
  }
}
