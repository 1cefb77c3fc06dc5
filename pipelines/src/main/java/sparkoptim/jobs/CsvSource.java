// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * CSV with a header, types taken from the values or from {@code data.schema}. Lines are kept as
 * they are read, or values as texts where a row may be more than a line, and looked at for types
 * and faults, so that files are read once. Lines that do not fit the columns are refused, where
 * Spark by itself would fill them with nulls; who wants Spark's ways sets {@code
 * data.options.mode}.
 */
record CsvSource(DataSettings settings) implements ReadRows.Once {
  private static final String CORRUPT = "__corrupt";

  @Override
  public Dataset<Row> read(SparkSession spark, Input input, Optional<StructType> like) {
    return open(spark, input, like).rows();
  }

  @Override
  public ReadRows open(SparkSession spark, Input input, Optional<StructType> like) {
    long start = System.nanoTime();
    CsvDialect written = settings.dialect();
    Optional<StructType> known = like.or(() -> settings.schema().map(SparkSource::parse));
    try {
      CsvHeads heads = heads(spark, input, written);
      CsvDialect dialect = heads.haveLineBreaks() ? written.withLineBreaks() : written;
      List<String> names = names(input, dialect, heads, known);
      boolean named = !dialect.byPosition() && dialect.hasHeader();
      Map<List<String>, List<String>> orders = named ? heads.byOrder() : Map.of();
      if (CsvLines.take(dialect, heads.first().charset())) {
        var lines = CsvLines.of(dialect, names, orders);
        var guard = new FileGuard(spark, heads.headRows(), lines);
        Dataset<Row> text = SparkSource.reader(spark, input, dialect.reader()).text(input.path());
        RowBlocks kept = guard.keep(text.select(functions.col("value")));
        return typed(input, dialect, guard, new CsvTexts(kept, lines), names, known, start);
      }
      var guard = new FileGuard(spark, heads.headRows());
      RowBlocks kept = guard.keep(texts(spark, input, dialect, heads, names, orders));
      var texts = CsvTexts.ofColumns(kept, names.size());
      return typed(input, dialect, guard, texts, names, known, start);
    } catch (Exception e) { // Scala declares no exceptions
      throw ReadFailure.explained(input, e);
    }
  }

  private CsvHeads heads(SparkSession spark, Input input, CsvDialect dialect) {
    String[] files =
        SparkSource.reader(spark, input, dialect.reader())
            .schema("value STRING")
            .csv(input.path())
            .inputFiles();
    return CsvHeads.of(spark, input, dialect, files);
  }

  private static List<String> names(
      Input input, CsvDialect dialect, CsvHeads heads, Optional<StructType> known) {
    List<String> first = heads.first().names();
    List<String> expected = known.map(schema -> List.of(schema.fieldNames())).orElse(first);
    boolean byPosition = dialect.byPosition() || !dialect.hasHeader();
    if (!byPosition) {
      heads.refuseOthers(input, expected);
    }
    return expected;
  }

  /** Every value as a text, the columns of every file in the same order. */
  private static Dataset<Row> texts(
      SparkSession spark,
      Input input,
      CsvDialect dialect,
      CsvHeads heads,
      List<String> names,
      Map<List<String>, List<String>> orders) {
    Map<String, String> options = dialect.asTexts(CORRUPT, heads.first().charset());
    if (orders.isEmpty()) {
      return texts(spark, input, options, names, names, input.path());
    }
    if (orders.size() == 1) {
      return texts(spark, input, options, heads.first().names(), names, input.path());
    }
    Dataset<Row> all = null;
    for (Map.Entry<List<String>, List<String>> order : orders.entrySet()) {
      String[] files = order.getValue().toArray(String[]::new);
      Dataset<Row> part = texts(spark, input, options, order.getKey(), names, files);
      all = all == null ? part : all.union(part);
    }
    return all;
  }

  private static Dataset<Row> texts(
      SparkSession spark,
      Input input,
      Map<String, String> options,
      List<String> inFile,
      List<String> names,
      String... paths) {
    List<Column> columns = new ArrayList<>();
    names.forEach(name -> columns.add(Names.column(name)));
    columns.add(functions.col(CORRUPT));
    return SparkSource.reader(spark, input, options)
        .schema(asTexts(inFile))
        .csv(paths)
        .select(columns.toArray(Column[]::new));
  }

  private static StructType asTexts(List<String> names) {
    var schema = new StructType();
    for (String name : names) {
      schema = schema.add(name, DataTypes.StringType);
    }
    return schema.add(CORRUPT, DataTypes.StringType);
  }

  private ReadRows typed(
      Input input,
      CsvDialect dialect,
      FileGuard guard,
      CsvTexts texts,
      List<String> names,
      Optional<StructType> known,
      long start) {
    try (texts) {
      return ReadRows.kept(guard, typed(input, dialect, texts, names, known), start);
    }
  }

  private RowBlocks typed(
      Input input,
      CsvDialect dialect,
      CsvTexts texts,
      List<String> names,
      Optional<StructType> known) {
    boolean strict =
        dialect.option("mode").map("FAILFAST"::equalsIgnoreCase).orElse(!settings.marksUnfit());
    Optional<StructType> given = settings.schema().isPresent() ? known : Optional.empty();
    given.ifPresent(CsvValues::refuseOthers);
    List<Optional<DataType>> trained =
        names.stream().map(name -> trained(dialect, name, known)).toList();
    List<Set<ValueKind>> allowed = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      Set<ValueKind> any =
          trained.get(i).map(ValueKind::like).orElse(EnumSet.allOf(ValueKind.class));
      allowed.add(given.map(schema -> kinds(dialect, schema.apply(name))).orElse(any));
    }
    CsvProfile profile = CsvProfile.of(texts, dialect, allowed);
    if (profile.hasOtherTexts() && dialect.charset().isEmpty()) {
      throw new CsvFault(input, texts, names, profile).ofCharset();
    }
    StructType schema = given.orElseGet(() -> inferred(dialect, texts, names, profile, trained));
    if (strict && profile.badRows() > 0) {
      throw new CsvFault(input, texts, names, profile).refusal(schema);
    }
    CsvValues.Misfits misfits = misfits(dialect, profile.badRows() > 0);
    var values = new CsvValues(schema, dialect);
    CsvTexts.Form form = texts.form();
    StructType written = misfits == CsvValues.Misfits.MARKED ? schema.add(UnfitRows.FIELD) : schema;
    return texts.blocks().mapped(rows -> values.of(rows, form.row(), misfits), written);
  }

  private CsvValues.Misfits misfits(CsvDialect dialect, boolean any) {
    boolean drops = dialect.option("mode").map("DROPMALFORMED"::equalsIgnoreCase).orElse(false);
    boolean marks = any && settings.marksUnfit() && dialect.option("mode").isEmpty();
    if (drops) {
      return CsvValues.Misfits.DROPPED;
    }
    return marks ? CsvValues.Misfits.MARKED : CsvValues.Misfits.KEPT;
  }

  /** Where the user says how dates are written, the look at their values comes later. */
  private static Set<ValueKind> kinds(CsvDialect dialect, StructField field) {
    return CsvDates.hasFormat(dialect, field.dataType())
        ? EnumSet.allOf(ValueKind.class)
        : ValueKind.of(field.dataType());
  }

  /** Returns the type that a column has in rows which stages were trained on, if it is known. */
  private Optional<DataType> trained(
      CsvDialect dialect, String name, Optional<StructType> training) {
    Optional<DataType> type =
        training.isPresent()
            ? Optional.of(training.get().apply(name).dataType())
            : settings.trained().type(name);
    return type.filter(
        t -> dialect.infers() && CsvValues.isRead(t) && !CsvDates.hasFormat(dialect, t));
  }

  private static StructType inferred(
      CsvDialect dialect,
      CsvTexts texts,
      List<String> names,
      CsvProfile profile,
      List<Optional<DataType>> trained) {
    var schema = new StructType();
    for (int i = 0; i < names.size(); i++) {
      CsvColumn column = profile.columns().get(i);
      boolean found = dialect.infers() && trained.get(i).isEmpty();
      Optional<String> reason = found ? column.nearlyNumbers() : Optional.empty();
      DataType type = dialect.infers() ? column.type() : DataTypes.StringType;
      schema =
          schema.add(
              new StructField(
                  names.get(i),
                  trained.get(i).map(column::typeLike).orElse(type),
                  true,
                  found && column.isEmpty() ? TextReason.noValues() : TextReason.metadata(reason)));
    }
    return dialect.infers() ? CsvDates.found(texts, schema, dialect) : schema;
  }

  /** Refuses a format of dates that is none, before anything is read. */
  static DateTimeFormatter formatter(String option, String pattern, java.util.Locale locale) {
    try {
      return DateTimeFormatter.ofPattern(pattern, locale);
    } catch (IllegalArgumentException e) {
      throw new JobException(
          "data.options.%s is no pattern of a date: %s (%s)"
              .formatted(option, pattern, e.getMessage()),
          e);
    }
  }
}
