// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.csv.CSVOptions;

/**
 * How a CSV file is written: what Spark's reader is told, and what it does not know.
 *
 * @param reader options of Spark's reader, as the user gave them
 * @param nulls texts that stand for a missing value
 * @param decimal the decimal point, which a comma may be
 * @param thousands what stands between groups of three digits; empty if nothing
 * @param skipLines lines before the header that are no data
 */
record CsvDialect(
    Map<String, String> reader, List<String> nulls, String decimal, String thousands, int skipLines)
    implements Serializable {

  CsvDialect {
    reader = caseless(reader);
    Keys.checked("data.decimal", decimal, text -> text.length() == 1, "one character");
    Keys.checked("data.thousands", thousands, text -> text.length() <= 1, "one character");
    if (decimal.equals(thousands)) {
      throw new JobException("data.decimal and data.thousands are both " + decimal);
    }
  }

  /** How a plain text file with a header is written. */
  static CsvDialect of(Map<String, String> reader) {
    return new CsvDialect(reader, List.of(), ".", "", 0);
  }

  private static Map<String, String> caseless(Map<String, String> options) {
    var caseless = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    caseless.putAll(options);
    return caseless;
  }

  /** Returns the same with rows that may be more than a line, if nothing else was said. */
  CsvDialect withLineBreaks() {
    Map<String, String> options = caseless(reader);
    options.putIfAbsent("multiLine", "true");
    return new CsvDialect(options, nulls, decimal, thousands, skipLines);
  }

  boolean hasHeader() {
    return !"false".equalsIgnoreCase(reader.get("header"));
  }

  boolean infers() {
    return !"false".equalsIgnoreCase(reader.get("inferSchema"));
  }

  boolean byPosition() {
    return "true".equalsIgnoreCase(reader.get("enforceSchema"));
  }

  Optional<String> option(String name) {
    return Optional.ofNullable(reader.get(name));
  }

  /** Returns the charset that was asked for, if any. */
  Optional<Charset> charset() {
    return option("encoding").or(() -> option("charset")).map(Charset::forName);
  }

  /** Returns whether a text stands for a missing value. */
  boolean isNull(String text) {
    return nulls.contains(text);
  }

  /**
   * Returns the options with which Spark's reader gives every value as a text, the header as a row.
   */
  Map<String, String> asTexts(String corrupt, Charset charset) {
    Map<String, String> options = caseless(reader);
    List.of("nullValue", "inferSchema", "enforceSchema", "samplingRatio", "charset")
        .forEach(options::remove);
    options.put("header", "false");
    options.put("mode", "PERMISSIVE");
    options.put("columnNameOfCorruptRecord", corrupt);
    options.put("encoding", charset.name());
    if (charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32")) {
      options.put("multiLine", "true"); // Spark cuts lines at single bytes
    }
    return options;
  }

  /** Returns the byte between values, where cutting lines there is all that Spark's parser does. */
  OptionalInt plainSeparator() {
    String between = option("sep").or(() -> option("delimiter")).orElse(",");
    String separator = between.equals("\\t") ? "\t" : between;
    boolean trims =
        Stream.of("ignoreLeadingWhiteSpace", "ignoreTrailingWhiteSpace")
            .anyMatch(name -> Boolean.parseBoolean(option(name).orElse("false")));
    boolean plain =
        separator.length() == 1 && separator.charAt(0) < 128 && parser().quote() < 128 && !trims;
    return plain ? OptionalInt.of(separator.charAt(0)) : OptionalInt.empty();
  }

  /** Returns the byte that a quoted value begins with. */
  byte quote() {
    return (byte) parser().quote();
  }

  /** Returns the settings of the parser that Spark uses for a line that is a row. */
  CSVOptions lineParser() {
    Map<String, String> options = asTexts("", StandardCharsets.UTF_8);
    return new CSVOptions(ReaderOptions.scalaMap(options), false, "UTC");
  }

  /** Returns the settings of the parser that Spark uses. */
  CSVOptions parser() {
    Map<String, String> options = caseless(reader);
    options.put("header", Boolean.toString(hasHeader()));
    options.put("multiLine", "true"); // it then finds out how lines end
    return new CSVOptions(ReaderOptions.scalaMap(options), false, "UTC");
  }
}
