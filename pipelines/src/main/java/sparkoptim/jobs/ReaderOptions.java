// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.catalyst.csv.CSVOptions$;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.json.JSONOptions$;
import org.apache.spark.sql.catalyst.util.CaseInsensitiveMap;
import org.apache.spark.sql.catalyst.util.CaseInsensitiveMap$;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.execution.datasources.orc.OrcOptions$;
import org.apache.spark.sql.execution.datasources.parquet.ParquetOptions$;
import org.apache.spark.sql.execution.datasources.text.TextOptions$;
import org.apache.spark.unsafe.types.UTF8String;
import sparkoptim.core.DidYouMean;
import sparkoptim.engine.line.ScalaCollections;

/** The options of Spark's readers; Spark itself ignores a mistyped one. */
final class ReaderOptions {
  private static final Set<String> ANY_FILE =
      Set.of(
          "pathGlobFilter",
          "recursiveFileLookup",
          "modifiedBefore",
          "modifiedAfter",
          "ignoreCorruptFiles",
          "ignoreMissingFiles");
  private static final List<String> FLAGS =
      List.of(
          "allowBackslashEscapingAnyCharacter",
          "allowComments",
          "allowNonNumericNumbers",
          "allowNumericLeadingZeros",
          "allowSingleQuotes",
          "allowUnquotedControlChars",
          "allowUnquotedFieldNames",
          "dropFieldIfAllNull",
          "enforceSchema",
          "header",
          "ignoreCorruptFiles",
          "ignoreLeadingWhiteSpace",
          "ignoreMissingFiles",
          "ignoreTrailingWhiteSpace",
          "inferSchema",
          "mergeSchema",
          "multiLine",
          "preferDate",
          "prefersDecimal",
          "primitivesAsString",
          "recursiveFileLookup",
          "wholeText");
  private static final List<String> NOT_FINITE = List.of("nanValue", "negativeInf", "positiveInf");
  private static final Set<String> MODES = Set.of("PERMISSIVE", "DROPMALFORMED", "FAILFAST");

  private ReaderOptions() {}

  /** Returns the options as given; refused are names that the format's reader does not know. */
  static Map<String, String> checked(DataFormat format, Map<String, String> options) {
    Optional<Set<String>> known = known(format);
    for (String name : options.keySet()) {
      String option = OptionSecrets.target(name);
      if (known.isPresent() && known.get().stream().noneMatch(option::equalsIgnoreCase)) {
        throw new JobException(
            "data.options.%s is not an option of the %s reader; %s"
                .formatted(name, format.name(), DidYouMean.hint(name, known.get())));
      }
    }
    var caseless = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    caseless.putAll(options);
    refuseValues(format, caseless);
    return options;
  }

  private static void refuseValues(DataFormat format, Map<String, String> options) {
    boolean csv = format.equals(DataFormat.CSV);
    boolean json = format.name().equalsIgnoreCase("json");
    if ((csv || json) && options.containsKey("mode")) {
      Keys.checked(
          "data.options.mode",
          options.get("mode").toUpperCase(Locale.ROOT),
          MODES::contains,
          "one of PERMISSIVE, DROPMALFORMED, FAILFAST");
    }
    for (String name : List.of("encoding", "charset")) {
      if ((csv || json) && options.containsKey(name)) {
        Keys.checked(
            "data.options." + name,
            options.get(name),
            ReaderOptions::isCharset,
            "the name" + " of a charset, such as UTF-8, ISO-8859-1 or UTF-16");
      }
    }
    if (csv || format.equals(DataFormat.LIBSVM) || format.kind() == DataFormat.Kind.FILES) {
      refuseKinds(options);
    }
    if (json) {
      refuseLinesOf(options);
    }
    if (csv) {
      NOT_FINITE.stream().filter(options::containsKey).findFirst().ifPresent(ReaderOptions::unused);
    }
    Optional<Exception> fault = fault(format, options);
    if (fault.isPresent()) {
      String said = String.valueOf(fault.get().getMessage()).lines().findFirst().orElse("");
      throw new JobException(
          "data.options%s: %s"
              .formatted(at(format, options), said.replaceFirst("^requirement failed: ", "")),
          fault.get());
    }
    if (csv) {
      String tag = options.getOrDefault("locale", "en-US");
      List.of("dateFormat", "timestampFormat").stream()
          .filter(options::containsKey)
          .forEach(o -> CsvSource.formatter(o, options.get(o), Locale.forLanguageTag(tag)));
    }
  }

  /** Spark says of a value of the wrong kind neither where it is nor what is right. */
  private static void refuseKinds(Map<String, String> options) {
    for (String name : FLAGS) {
      if (options.containsKey(name)) {
        Keys.checked(
            "data.options." + name,
            options.get(name),
            value -> value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false"),
            "true or false");
      }
    }
    for (String name : List.of("modifiedBefore", "modifiedAfter")) {
      if (options.containsKey(name)) {
        Keys.checked(
            "data.options." + name,
            options.get(name),
            ReaderOptions::isMoment,
            "a time such as 2026-11-30T00:00:00");
      }
    }
  }

  private static boolean isMoment(String text) {
    return DateTimeUtils.stringToTimestamp(UTF8String.fromString(text), ZoneOffset.UTC).isDefined();
  }

  private static void refuseLinesOf(Map<String, String> json) {
    String charset = json.getOrDefault("encoding", json.getOrDefault("charset", "UTF-8"));
    boolean lines = !Boolean.parseBoolean(json.get("multiLine"));
    if (lines
        && !json.containsKey("lineSep")
        && !Charset.forName(charset).equals(StandardCharsets.UTF_8)) {
      throw new JobException(
          "data.options.encoding = %1$s of JSON goes with data.options.multiLine = true or data.options.lineSep, as Spark cuts lines at single bytes: convert the file, as iconv -f %1$s -t UTF-8 does"
              .formatted(charset));
    }
  }

  private static void unused(String name) {
    throw new JobException(
        "data.options.%s is not used: NaN, Inf, Infinity and these with a sign are numbers"
            .formatted(name));
  }

  private static Optional<Exception> fault(DataFormat format, Map<String, String> options) {
    try {
      if (format.equals(DataFormat.CSV)) {
        new CSVOptions(scalaMap(options), false, "UTC").asParserSettings();
      } else if (format.name().equalsIgnoreCase("json")) {
        new JSONOptions(scalaMap(options), "UTC", "_corrupt_record");
      }
      return Optional.empty();
    } catch (Exception e) { // Scala declares no exceptions
      return Optional.of(e);
    }
  }

  /** Returns the option that is at fault by itself. */
  private static String at(DataFormat format, Map<String, String> options) {
    return options.entrySet().stream()
        .filter(o -> fault(format, Map.of(o.getKey(), o.getValue())).isPresent())
        .map(o -> "." + o.getKey())
        .findFirst()
        .orElse("");
  }

  private static boolean isCharset(String name) {
    try {
      return Charset.isSupported(name);
    } catch (IllegalCharsetNameException e) {
      return false;
    }
  }

  /** Returns options as Spark's own classes take them, case of names left free. */
  static CaseInsensitiveMap<String> scalaMap(Map<String, String> options) {
    return CaseInsensitiveMap$.MODULE$.apply(ScalaCollections.scala(options));
  }

  /** Returns the options of a reader whose own list there is. */
  private static Optional<Set<String>> known(DataFormat format) {
    var known = new TreeSet<String>();
    switch (format.kind()) {
      case PROVIDED -> {
        return Optional.of(Set.copyOf(format.provider().options()));
      }
      case IDX -> {
        return Optional.of(known);
      }
      case CSV -> known.addAll(java(CSVOptions$.MODULE$.getAllOptions()));
      case LIBSVM -> known.add("vectorType");
      case FILES -> {
        switch (format.name().toLowerCase(Locale.ROOT)) {
          case "parquet" -> known.addAll(java(ParquetOptions$.MODULE$.getAllOptions()));
          case "orc" -> known.addAll(java(OrcOptions$.MODULE$.getAllOptions()));
          case "json" -> known.addAll(java(JSONOptions$.MODULE$.getAllOptions()));
          case "text" -> known.addAll(java(TextOptions$.MODULE$.getAllOptions()));
          default -> {
            return Optional.empty();
          }
        }
      }
      default -> {
        return Optional.empty();
      }
    }
    known.addAll(ANY_FILE);
    return Optional.of(known);
  }

  private static Set<String> java(scala.collection.Set<String> names) {
    return ScalaCollections.java(names);
  }
}
