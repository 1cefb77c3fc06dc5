// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * JSON whose columns are found by looking at all values: a row in each line, or in each element of
 * an array. The texts are kept as they are read, so that the look does not read files again.
 */
record JsonSource(DataSettings settings) implements ReadRows.Once {
  private static final String CORRUPT = "_corrupt_record";

  /** What only Spark's own reader of files knows. */
  private static final Set<String> OTHERS =
      Set.of("encoding", "charset", "linesep", "columnnameofcorruptrecord", "samplingratio");

  /** Returns whether Spark's own reader need not be asked. */
  static boolean takes(DataSettings settings) {
    return settings.format().name().equalsIgnoreCase("json")
        && settings.schema().isEmpty()
        && settings.options().keySet().stream()
            .noneMatch(name -> OTHERS.contains(name.toLowerCase(Locale.ROOT)));
  }

  @Override
  public Dataset<Row> read(SparkSession spark, Input input, Optional<StructType> like) {
    return open(spark, input, like).rows();
  }

  @Override
  public ReadRows open(SparkSession spark, Input input, Optional<StructType> like) {
    long start = System.nanoTime();
    return ReadRows.explaining(
        input,
        () -> {
          Inputs.requireText(spark, input);
          var options = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
          options.putAll(settings.options());
          boolean whole =
              options.containsKey("multiLine")
                  ? Boolean.parseBoolean(options.get("multiLine"))
                  : isArray(spark, input);
          var guard = new FileGuard(spark, FileGuard.HeadRows.NONE);
          Dataset<Row> text =
              SparkSource.reader(spark, input, options)
                  .option("wholetext", whole)
                  .text(input.path())
                  .select(functions.col("value"));
          try (RowBlocks texts = guard.keep(text)) {
            boolean marks = settings.marksUnfit() && !whole; // a file is no row to leave out
            Dataset<Row> rows = rows(spark, input, texts, options, like, marks);
            return ReadRows.kept(
                guard, new FileGuard(spark, FileGuard.HeadRows.NONE).keep(rows), start);
          }
        });
  }

  /** A JSON file that is one array holds a row in each element. */
  private static boolean isArray(SparkSession spark, Input input) {
    return Inputs.firstFile(spark, input)
        .map(file -> Inputs.beginning(spark, file, 256).strip().startsWith("["))
        .orElse(false);
  }

  private Dataset<Row> rows(
      SparkSession spark,
      Input input,
      RowBlocks texts,
      Map<String, String> options,
      Optional<StructType> like,
      boolean marks) {
    Dataset<Row> lines = texts.rows();
    StructType schema = spark.read().options(options).json(lines.as(Encoders.STRING())).schema();
    boolean corrupt =
        !options.containsKey("mode") && Arrays.asList(schema.fieldNames()).contains(CORRUPT);
    if (corrupt && !marks) {
      refuseCorrupt(input, lines, schema, options);
    }
    for (StructField field : like.map(StructType::fields).orElse(new StructField[0])) {
      if (!Arrays.asList(schema.fieldNames()).contains(field.name())) {
        schema = schema.add(field); // no row has a value of it
      }
    }
    Dataset<Row> rows =
        spark.read().options(options).schema(schema).json(lines.as(Encoders.STRING()));
    return corrupt && marks ? marked(rows) : rows;
  }

  private static Dataset<Row> marked(Dataset<Row> rows) {
    UDF1<String, String> reason = line -> "the line is no JSON: " + Text.shortened(line);
    Column line = functions.col(CORRUPT);
    Column why =
        functions.when(line.isNotNull(), functions.udf(reason, DataTypes.StringType).apply(line));
    return UnfitRows.marked(rows, why).drop(CORRUPT);
  }

  private static void refuseCorrupt(
      Input input, Dataset<Row> lines, StructType schema, Map<String, String> options) {
    Column row = functions.from_json(functions.col("value"), schema, options);
    Row counted =
        lines
            .select(row.getField(CORRUPT).as("bad"))
            .agg(
                functions.count(functions.lit(1)),
                functions.count("bad"),
                functions.first("bad", true))
            .head();
    throw new ContentException(
        Text.of(
            "%s: %,d of %,d lines are not JSON. First: %s (%s)",
            input.key(),
            counted.getLong(1),
            counted.getLong(0),
            Text.shortened(String.valueOf(counted.get(2))),
            String.valueOf(counted.get(2)).strip().equals("{")
                ? "data.options.multiLine = true takes rows of several lines"
                : "data.options.mode = DROPMALFORMED leaves them out"));
  }
}
