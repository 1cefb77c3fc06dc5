package com.example;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import sparkoptim.jobs.Input;
import sparkoptim.jobs.JobException;
import sparkoptim.jobs.Source;
import sparkoptim.jobs.SourceProvider;

/** A data format: numbers with spaces between them, the label first. */
public final class SpaceSeparated implements SourceProvider {
  @Override
  public String format() {
    return "space-separated";
  }

  @Override
  public Set<String> options() {
    return Set.of("comment");
  }

  @Override
  public Source open(String labelColumn, Map<String, String> options) {
    return (spark, input, like) -> read(spark, input, labelColumn, options);
  }

  private static Dataset<Row> read(
      SparkSession spark, Input input, String labelColumn, Map<String, String> options) {
    Dataset<Row> rows =
        spark
            .read()
            .options(options)
            .option("sep", " ")
            .option("inferSchema", true)
            .csv(input.path());
    String[] columns = rows.columns();
    if (columns.length < 2) {
      throw new JobException(input.key() + ": a label and a feature are needed: " + input.path());
    }
    String[] features = Arrays.copyOfRange(columns, 1, columns.length);
    return new VectorAssembler()
        .setInputCols(features)
        .setOutputCol("features")
        .transform(rows.withColumnRenamed(columns[0], labelColumn))
        .select(labelColumn, "features");
  }
}
