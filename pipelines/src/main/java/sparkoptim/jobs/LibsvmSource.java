// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * LIBSVM text: a label and {@code index:value} pairs, indices from 1 and ascending, one space
 * between. Spark's reader does the reading; one pass before it finds the dimension, which that
 * reader would need a pass for anyway, and lines that it would fail on without saying where.
 */
record LibsvmSource(DataSettings settings) implements Source {

  @Override
  public Dataset<Row> read(SparkSession spark, Input input, Optional<StructType> like) {
    LibsvmScan scan = LibsvmScan.of(spark, input.path());
    if (scan.badLines() > 0) {
      throw new JobException(
          Text.of(
              "%s: %,d malformed LIBSVM lines. First: %s",
              input.key(), scan.badLines(), scan.firstBad(spark)));
    }
    int dimension = dimension(scan, input, like);
    return spark
        .read()
        .format("libsvm")
        .options(settings.options())
        .option("numFeatures", dimension)
        .load(input.path())
        .withColumnRenamed("label", settings.labelColumn());
  }

  private int dimension(LibsvmScan scan, Input input, Optional<StructType> like) {
    Optional<Integer> trained = like.flatMap(FeaturesColumn::dimension);
    int largest = Math.max(1, scan.maxIndex());
    int dimension = trained.or(settings::numFeatures).orElse(largest);
    if (largest > dimension) {
      throw new JobException(
          "%s: feature index %d is beyond the %d features %s (in %s)"
                  .formatted(
                      input.key(),
                      largest,
                      dimension,
                      trained.isPresent() ? "that the model is trained on" : "of data.numFeatures",
                      input.path())
              + (trained.isPresent() ? "; data.numFeatures sets their number" : ""));
    }
    return dimension;
  }
}
