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
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * CSV with a header, types taken from the values or from {@code data.schema}. Spark's reader gives
 * every value as a text; these are kept, and looked at once for types and faults, so that files are
 * read once. Lines that do not fit the columns are refused, where Spark by itself would fill them
 * with nulls; who wants Spark's ways sets {@code data.options.mode}.
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
    CsvDialect dialect = settings.dialect();
    Optional<StructType> known = like.or(() -> settings.schema().map(SparkSource::parse));
    try {
      CsvHeads heads = heads(spark, input, dialect);
      List<String> names = names(input, dialect, heads, known);
      var guard = new FileGuard(spark, heads.headRows());
      Dataset<Row> texts = ReadRows.keep(texts(spark, input, dialect, heads, names, guard));
      try {
        Dataset<Row> typed = typed(input, dialect, texts, names, known);
        return ReadRows.kept(input, guard, typed, start);
      } finally {
        texts.unpersist();
      }
    } catch (RuntimeException e) {
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

  /** Every value as a text, the columns of every file in the same order, with the marks. */
  private static Dataset<Row> texts(
      SparkSession spark,
      Input input,
      CsvDialect dialect,
      CsvHeads heads,
      List<String> names,
      FileGuard guard) {
    Map<String, String> options = dialect.asTexts(CORRUPT, heads.first().charset());
    Map<List<String>, List<String>> orders = heads.byOrder();
    boolean alike = orders.size() == 1 || dialect.byPosition() || !dialect.hasHeader();
    Dataset<Row> all = null;
    for (Map.Entry<List<String>, List<String>> order : orders.entrySet()) {
      boolean named = !dialect.byPosition() && dialect.hasHeader();
      List<String> inFile = named ? order.getKey() : names;
      String[] paths =
          alike ? new String[] {input.path()} : order.getValue().toArray(String[]::new);
      Dataset<Row> rows =
          SparkSource.reader(spark, input, options).schema(asTexts(inFile)).csv(paths);
      List<Column> columns = new ArrayList<>();
      names.forEach(name -> columns.add(Names.column(name)));
      columns.add(functions.col(CORRUPT));
      columns.addAll(List.of(FileOrder.marks(rows)));
      Dataset<Row> part = rows.select(columns.toArray(Column[]::new));
      all = all == null ? part : all.union(part);
      if (alike) {
        break;
      }
    }
    // Above the union, where partitions have their last numbers.
    return guard.around(all.withColumn(FileOrder.NUMBER, functions.monotonically_increasing_id()));
  }

  private static StructType asTexts(List<String> names) {
    var schema = new StructType();
    for (String name : names) {
      schema = schema.add(name, DataTypes.StringType);
    }
    return schema.add(CORRUPT, DataTypes.StringType);
  }

  private Dataset<Row> typed(
      Input input,
      CsvDialect dialect,
      Dataset<Row> texts,
      List<String> names,
      Optional<StructType> known) {
    boolean strict = dialect.option("mode").map("FAILFAST"::equalsIgnoreCase).orElse(true);
    List<Set<ValueKind>> allowed = new ArrayList<>();
    for (String name : names) {
      allowed.add(
          known.map(s -> kinds(dialect, s.apply(name))).orElse(EnumSet.allOf(ValueKind.class)));
    }
    CsvProfile profile = CsvProfile.of(profiled(texts, names), dialect, allowed);
    StructType schema = known.orElseGet(() -> inferred(dialect, texts, names, profile));
    if (strict && profile.badRows() > 0) {
      throw new CsvFault(input, texts, names, profile).refusal(schema);
    }
    var types = new CsvTypes(dialect);
    List<Column> columns = new ArrayList<>();
    for (StructField field : schema.fields()) {
      columns.add(types.typed(field));
    }
    columns.add(functions.col(FileOrder.FILE));
    columns.add(functions.col(FileOrder.START));
    columns.add(functions.monotonically_increasing_id().as(FileOrder.NUMBER));
    boolean drops = dialect.option("mode").map("DROPMALFORMED"::equalsIgnoreCase).orElse(false);
    Dataset<Row> rows = drops ? texts.where(types.fits(schema, CORRUPT)) : texts;
    return rows.select(columns.toArray(Column[]::new));
  }

  private static Set<ValueKind> kinds(CsvDialect dialect, StructField field) {
    Set<ValueKind> kinds = ValueKind.of(field.dataType());
    return CsvTypes.hasFormat(dialect, field.dataType()) ? EnumSet.allOf(ValueKind.class) : kinds;
  }

  private static Dataset<Row> profiled(Dataset<Row> texts, List<String> names) {
    List<Column> columns = new ArrayList<>();
    names.forEach(name -> columns.add(Names.column(name)));
    columns.add(functions.col(CORRUPT));
    columns.add(functions.col(FileOrder.NUMBER));
    return texts.select(columns.toArray(Column[]::new));
  }

  private static StructType inferred(
      CsvDialect dialect, Dataset<Row> texts, List<String> names, CsvProfile profile) {
    var schema = new StructType();
    for (int i = 0; i < names.size(); i++) {
      CsvColumn column = profile.columns().get(i);
      schema =
          schema.add(
              new StructField(
                  names.get(i),
                  dialect.infers() ? column.type() : DataTypes.StringType,
                  true,
                  TextReason.metadata(
                      dialect.infers() ? column.nearlyNumbers() : Optional.empty())));
    }
    return dialect.infers() ? new CsvTypes(dialect).withDates(texts, schema) : schema;
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
