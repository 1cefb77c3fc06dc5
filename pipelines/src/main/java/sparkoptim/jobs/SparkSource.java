// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Any format that Spark reads by name, a table of its catalog, or what a query gives. Options go to
 * Spark's reader as they are.
 */
record SparkSource(DataSettings settings) implements Source {
  private static final byte[] PARQUET = {'P', 'A', 'R', '1'};

  @Override
  public boolean readsFiles() {
    return settings.format().kind() == DataFormat.Kind.FILES;
  }

  @Override
  public Dataset<Row> read(SparkSession spark, Input input, Optional<StructType> like) {
    Dataset<Row> rows;
    try {
      rows = load(spark, input);
    } catch (Exception e) { // Scala declares no exceptions
      throw SourceFault.explained(settings, input, e);
    }
    like.ifPresent(trained -> refuseOthers(input, trained, rows.schema()));
    return rows;
  }

  private Dataset<Row> load(SparkSession spark, Input input) {
    DataFormat format = settings.format();
    Map<String, String> options = options(spark, input);
    DataFrameReader reader =
        readsFiles() ? reader(spark, input, options) : spark.read().options(options);
    settings.schema().map(SparkSource::parse).ifPresent(reader::schema);
    return switch (format.kind()) {
      case TABLE -> reader.table(input.path());
      case SQL -> spark.sql(input.path());
      case FILES -> {
        refuseOtherFiles(spark, input);
        yield reader.format(format.name()).load(input.path());
      }
      default -> {
        reader.format(format.name());
        boolean placeless = input.path().isEmpty() || isJdbc();
        yield placeless ? reader.load() : reader.load(input.path());
      }
    };
  }

  private boolean isJdbc() {
    return settings.format().name().equalsIgnoreCase("jdbc");
  }

  private Map<String, String> options(SparkSession spark, Input input) {
    Map<String, String> options = OptionSecrets.resolved(settings.options(), Inputs.hadoop(spark));
    if (isJdbc() && !input.path().isEmpty()) {
      options.remove("query");
      options.put("dbtable", input.path());
    }
    return options;
  }

  /** Returns a reader whose path is a file's own name where such a file exists. */
  static DataFrameReader reader(SparkSession spark, Input input, Map<String, String> options) {
    DataFrameReader reader = spark.read().options(options);
    reader.option("io.compression.codecs", Inputs.codecs(spark));
    return Inputs.isLiteral(spark, input.path()) ? reader.option("__globPaths__", "false") : reader;
  }

  private void refuseOtherFiles(SparkSession spark, Input input) {
    if (settings.format().name().equalsIgnoreCase("parquet")) {
      Inputs.firstFile(spark, input)
          .filter(file -> !Inputs.startsWith(spark, file, PARQUET))
          .ifPresent(
              file -> {
                throw new ContentException(
                    input.key() + ": not a Parquet file (it does not begin with PAR1): " + file);
              });
    }
  }

  /** Test rows have the columns of the training rows; more of them do no harm. */
  private static void refuseOthers(Input input, StructType trained, StructType rows) {
    for (String name : trained.fieldNames()) {
      if (Arrays.stream(rows.fieldNames()).noneMatch(name::equals)) {
        throw new JobException(
            "%s: %s has no column %s, which data.train has"
                .formatted(input.key(), input.path(), name));
      }
    }
  }

  static StructType parse(String columns) {
    try {
      return StructType.fromDDL(columns);
    } catch (Exception e) { // a ParseException, which Scala does not declare
      throw new JobException("data.schema is not a list of columns as in SQL: " + columns, e);
    }
  }

  /** Returns the path as the file system names it. */
  static Path qualified(SparkSession spark, String path) throws IOException {
    var plain = new Path(path);
    return plain.getFileSystem(Inputs.hadoop(spark)).makeQualified(plain);
  }
}
