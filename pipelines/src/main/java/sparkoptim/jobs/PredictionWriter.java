// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import sparkoptim.core.DidYouMean;
import sparkoptim.engine.line.SparkErrors;

/** Writes predictions in the form that the settings ask for. */
final class PredictionWriter {
  private static final Set<String> PLAIN_FILES =
      Set.of("parquet", "orc", "csv", "json", "text", "avro");

  private final SparkSession spark;
  private final ScoreOutput output;

  PredictionWriter(SparkSession spark, ScoreOutput output) {
    this.spark = spark;
    this.output = output;
  }

  /**
   * Writes rows to a place, or into the table of the settings.
   *
   * @return how many there were
   */
  long write(Dataset<Row> rows, Path place) throws IOException {
    List<String> columns = Arrays.asList(rows.columns());
    for (String name : output.partitionBy()) {
      if (!columns.contains(name)) {
        throw new JobException(
            "score.partitionBy names %s, which is not written; %s"
                .formatted(name, DidYouMean.hint(name, columns)));
      }
    }
    var count = new RowCount();
    Dataset<Row> counted = count.of(rows);
    DataFrameWriter<Row> writer = counted.write().format(output.format()).options(output.options());
    try {
      if (output.table().isPresent()) {
        intoTable(writer, counted);
      } else {
        toFolder(writer, place);
      }
    } catch (Exception e) { // an AnalysisException, which Scala does not declare
      refuseType(e);
      throw e;
    }
    long written = count.value();
    if (output.mode() == ScoreOutput.Mode.REPLACE) {
      verify(rows, place, written);
    }
    return written;
  }

  /** A column that goes along may be of a type that the format has not. */
  private static void refuseType(Exception e) {
    String said = String.valueOf(e.getMessage());
    if (SparkErrors.condition(e).equals("UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE")
        || said.contains("interval data type")) {
      throw new DataException(
          "predictions cannot be written: %s (score.columns = [...] names the columns that go along, score.format another format)"
              .formatted(said.lines().findFirst().orElse("").replaceFirst("^\\[\\w+] ", "")));
    }
  }

  /** Writes rows that cannot be scored; returns how many there were. */
  long writeRejects(Dataset<Row> rejects, Path place) {
    var count = new RowCount();
    count
        .of(rejects)
        .write()
        .format(output.format())
        .options(output.options())
        .save(place.toString());
    return count.value();
  }

  private void toFolder(DataFrameWriter<Row> writer, Path place) {
    writer.partitionBy(output.partitionBy().toArray(String[]::new));
    switch (output.mode()) {
      case REPLACE -> writer.save(place.toString());
      case APPEND -> writer.mode("append").save(place.toString());
      case PARTITIONS ->
          writer
              .mode("overwrite")
              .option("partitionOverwriteMode", "dynamic")
              .save(place.toString());
    }
  }

  /** Columns go by name, and a table that is not there yet is made. */
  private void intoTable(DataFrameWriter<Row> writer, Dataset<Row> rows) {
    String table = output.table().get();
    if (!spark.catalog().tableExists(table)) {
      writer.partitionBy(output.partitionBy().toArray(String[]::new)).saveAsTable(table);
    } else if (output.mode() == ScoreOutput.Mode.APPEND) {
      writer.mode("append").saveAsTable(table);
    } else {
      String[] names = spark.table(table).columns();
      String before = spark.conf().get("spark.sql.sources.partitionOverwriteMode");
      spark.conf().set("spark.sql.sources.partitionOverwriteMode", "dynamic");
      try {
        rows.selectExpr(Arrays.stream(names).map(n -> "`" + n + "`").toArray(String[]::new))
            .write()
            .mode("overwrite")
            .insertInto(table);
      } finally {
        spark.conf().set("spark.sql.sources.partitionOverwriteMode", before);
      }
    }
  }

  /** Reads back; of Parquet and ORC the files' footers only. */
  private void verify(Dataset<Row> rows, Path place, long written) throws IOException {
    DataFrameReader reader = spark.read().format(output.format()).options(output.options());
    if (PLAIN_FILES.contains(output.format().toLowerCase(Locale.ROOT))) {
      reader.schema(rows.schema()); // they need not be looked at for it; tables know their own
    }
    long found = reader.load(place.toString()).count();
    if (found != written) {
      throw new IOException(
          Text.of("%s holds %d rows when it is read, %d were written", place, found, written));
    }
  }
}
