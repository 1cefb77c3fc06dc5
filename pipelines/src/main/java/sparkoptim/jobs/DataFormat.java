// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import sparkoptim.core.DidYouMean;
import sparkoptim.core.MethodRegistry;
import sparkoptim.core.Services;

/**
 * The format that {@code data.format} names: one of ours, one that another jar brings, or any that
 * Spark reads.
 *
 * @param provider null but for {@link Kind#PROVIDED}
 */
record DataFormat(String name, Kind kind, SourceProvider provider) {

  /** Who reads a format, and from where. */
  enum Kind {
    CSV,
    IDX,
    LIBSVM,
    /** A table of Spark's catalog. */
    TABLE,
    /** What a query gives. */
    SQL,
    /** Files, by Spark. */
    FILES,
    /** Something else that Spark's reader loads: a database, a table format. */
    OTHER,
    PROVIDED
  }

  static final DataFormat IDX = new DataFormat(Kind.IDX);
  static final DataFormat LIBSVM = new DataFormat(Kind.LIBSVM);
  static final DataFormat CSV = new DataFormat(Kind.CSV);
  static final DataFormat TABLE = new DataFormat(Kind.TABLE);
  static final DataFormat SQL = new DataFormat(Kind.SQL);

  private static final List<DataFormat> OURS = List.of(LIBSVM, CSV, IDX, TABLE, SQL);

  private DataFormat(Kind kind) {
    this(Keys.name(kind), kind, null);
  }

  /**
   * Returns the format of a name; case is free. Without a name, {@code data.table} and {@code
   * data.sql} say enough.
   *
   * @throws JobException if there is none, naming all that there are
   */
  static DataFormat of(Keys keys) {
    boolean table = keys.text("data.table").isPresent();
    if (table && keys.text("data.sql").isPresent()) {
      throw new JobException("data.table and data.sql are both set: rows come from one of them");
    }
    if (table || keys.text("data.sql").isPresent()) {
      return table ? TABLE : SQL;
    }
    List<SourceProvider> providers = new ArrayList<>();
    List<String> broken =
        Services.load(SourceProvider.class, Services.threadLoader(), providers::add);
    Map<String, DataFormat> known = known(providers);
    String name =
        keys.text("data.format")
            .orElseThrow(
                () ->
                    new JobException("data.format is not set: " + list(known) + " is" + " needed"))
            .strip();
    DataFormat ours = known.get(name.toLowerCase(Locale.ROOT));
    return ours != null
        ? ours
        : SparkFormats.find(name).orElseThrow(() -> unknown(name, known, broken));
  }

  private static JobException unknown(
      String name, Map<String, DataFormat> known, List<String> broken) {
    String hint = Services.hint(broken);
    if (SparkFormats.packageOf(name).isPresent()) {
      return new JobException(
          "data.format = %s needs a package that is not there: add -- --packages %s%s"
              .formatted(name, SparkFormats.packageOf(name).get(), hint));
    }
    List<String> names = new ArrayList<>(known.keySet());
    names.addAll(SparkFormats.names());
    String near =
        DidYouMean.of(name, names).map(nearest -> "; did you mean " + nearest + "?").orElse("");
    return new JobException(
        "data.format must be %s, was %s%s%s. A format of another package is found when the package"
                .formatted(list(known), name, near, hint)
            + " is: -- --packages GROUP:ARTIFACT:VERSION");
  }

  private static String list(Map<String, DataFormat> known) {
    return "one of %s, or another that Spark reads".formatted(String.join(", ", known.keySet()));
  }

  private static Map<String, DataFormat> known(List<SourceProvider> providers) {
    Map<String, DataFormat> known = new LinkedHashMap<>();
    OURS.forEach(format -> known.put(format.name, format));
    List.of("parquet", "orc", "json", "avro", "text", "jdbc", "delta", "iceberg")
        .forEach(name -> SparkFormats.find(name).ifPresent(found -> known.put(name, found)));
    Map<String, DataFormat> others = new TreeMap<>();
    for (SourceProvider provider : providers) {
      String name = provider.format();
      DataFormat taken = others.put(name, new DataFormat(name, Kind.PROVIDED, provider));
      if (taken != null || known.containsKey(name)) {
        Class<?> first = taken == null ? DataFormat.class : taken.provider.getClass();
        throw new JobException(
            "two data formats have the name %s: one of %s and one of %s"
                .formatted(
                    name, MethodRegistry.jarOf(first), MethodRegistry.jarOf(provider.getClass())));
      }
    }
    known.putAll(others);
    return known;
  }

  /** Returns whether there are columns with names, from which features can be made. */
  boolean isTable() {
    return kind != Kind.IDX && kind != Kind.LIBSVM && kind != Kind.PROVIDED;
  }

  /** Returns whether rows are read from paths that must be there. */
  boolean needsPath() {
    return kind != Kind.OTHER;
  }

  /** Returns the rows of a job's settings. */
  static Source source(DataSettings settings) {
    return switch (settings.format().kind) {
      case CSV -> new CsvSource(settings);
      case IDX -> new IdxSource(settings);
      case LIBSVM -> new LibsvmSource(settings);
      case PROVIDED -> settings.format().provider.open(settings.labelColumn(), settings.options());
      case TABLE, SQL, FILES, OTHER ->
          JsonSource.takes(settings) ? new JsonSource(settings) : new SparkSource(settings);
    };
  }
}
