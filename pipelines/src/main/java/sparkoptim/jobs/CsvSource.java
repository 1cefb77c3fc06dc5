// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * CSV with a header, types taken from the values or from {@code data.schema}. Lines that do not fit
 * the columns are refused, where Spark by itself would fill them with nulls; who wants Spark's ways
 * sets {@code data.options.mode}.
 */
record CsvSource(DataSettings settings) implements Source {
  /** What differs from Spark's defaults; {@code data.options} overrides it. */
  private static final Map<String, String> DEFAULTS =
      Map.of("header", "true", "inferSchema", "true", "enforceSchema", "false");

  private static final String CORRUPT = "_corrupt_record";

  @Override
  public Dataset<Row> read(SparkSession spark, Input input, Optional<StructType> like) {
    Optional<StructType> known = like.or(() -> settings.schema().map(CsvSource::parse));
    known.ifPresent(schema -> refuseOtherHeader(spark, input, schema));
    StructType schema = known.orElseGet(() -> reader(spark).csv(input.path()).schema());
    if (schema.isEmpty()) {
      throw new JobException(input.key() + ": no rows in " + input.path());
    }
    if (!isSet("mode")) {
      refuseMalformed(spark, input, schema);
    }
    return reader(spark).schema(schema).csv(input.path());
  }

  private static StructType parse(String columns) {
    try {
      return StructType.fromDDL(columns);
    } catch (Exception e) { // a ParseException, which Scala does not declare
      throw new JobException("data.schema is not a list of columns as in SQL: " + columns, e);
    }
  }

  /** Spark finds a wrong header too, but in a task, once for every file. */
  private void refuseOtherHeader(SparkSession spark, Input input, StructType schema) {
    var options = options();
    if (!"true".equals(options.get("header")) || isSet("enforceSchema")) {
      return;
    }
    options.put("inferSchema", "false");
    String[] header = spark.read().options(options).csv(input.path()).columns();
    if (header.length > 0 && !Arrays.equals(header, schema.fieldNames())) {
      throw new JobException(
          "%s: the header of %s is (%s), expected is (%s)"
              .formatted(
                  input.key(),
                  input.path(),
                  String.join(", ", header),
                  String.join(", ", schema.fieldNames())));
    }
  }

  private void refuseMalformed(SparkSession spark, Input input, StructType schema) {
    StructType withCorrupt = schema.add(CORRUPT, DataTypes.StringType);
    Dataset<Row> rows =
        reader(spark)
            .schema(withCorrupt)
            .option("mode", "PERMISSIVE")
            .option("columnNameOfCorruptRecord", CORRUPT)
            .csv(input.path());
    BadRows bad = BadRows.of(rows, CORRUPT);
    if (bad.count() > 0) {
      throw new JobException(
          Text.of(
              "%s: %,d of %,d rows do not fit the columns (%s) in number or type. First: %s: %s",
              input.key(),
              bad.count(),
              bad.rows(),
              Text.shortened(schema.simpleString()),
              bad.file(),
              Text.shortened(bad.text())));
    }
  }

  private DataFrameReader reader(SparkSession spark) {
    return spark.read().options(options());
  }

  private Map<String, String> options() {
    var options = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    options.putAll(DEFAULTS);
    options.putAll(settings.options());
    return options;
  }

  private boolean isSet(String option) {
    return settings.options().keySet().stream().anyMatch(option::equalsIgnoreCase);
  }
}
