// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import sparkoptim.core.DidYouMean;

/**
 * The rows of a training run.
 *
 * @param labels the recoding of labels, if one was asked for
 */
record TrainingData(Dataset<Row> train, Optional<Dataset<Row>> test, Optional<Labels> labels) {

  /**
   * Reads, splits and recodes.
   *
   * @param needsLabel whether {@code data.labelColumn} must be there
   * @throws JobException for input that is missing, empty, malformed or does not agree
   */
  static TrainingData read(SparkSession spark, TrainSettings settings, boolean needsLabel) {
    Source source = DataFormat.source(settings.data());
    if (source.readsFiles()) {
      Inputs.exists(spark, settings.train());
      settings.test().ifPresent(test -> Inputs.exists(spark, test));
    }
    Dataset<Row> all = source.read(spark, settings.train(), Optional.empty());
    refuseEmpty(all, settings.train().key() + ": no rows in " + settings.train().path());
    String label = settings.data().labelColumn();
    Dataset<Row> train = all;
    Optional<Dataset<Row>> test = settings.test().map(input -> read(spark, source, input, all));
    if (needsLabel) {
      refuseUnlabelled(all, label, settings.train());
      test.ifPresent(rows -> refuseUnlabelled(rows, label, settings.test().get()));
    }
    if (settings.data().split().isPresent()) {
      Split split = settings.data().split().get();
      JavaPairRDD<Row, Long> ordered = source.ordered(all);
      train = part(ordered, split, false, all);
      test = Optional.of(part(ordered, split, true, all));
      refuseEmpty(train, "data.split leaves no rows to train with: " + split);
      refuseEmpty(test.get(), "data.split leaves no rows to test with: " + split);
    }
    var read = new TrainingData(train, test, Optional.empty());
    return settings.data().relabel() == DataSettings.Relabel.NONE ? read : read.relabelled(label);
  }

  private static Dataset<Row> read(
      SparkSession spark, Source source, Input input, Dataset<Row> train) {
    Dataset<Row> test = source.read(spark, input, Optional.of(train.schema()));
    refuseEmpty(test, input.key() + ": no rows in " + input.path());
    return test;
  }

  private TrainingData relabelled(String column) {
    Labels recoding = Labels.of(train, column);
    return new TrainingData(
        recoding.apply(train),
        test.map(rows -> recoding.applyToUnseen(rows, "the test rows")),
        Optional.of(recoding));
  }

  private static Dataset<Row> part(
      JavaPairRDD<Row, Long> ordered, Split split, boolean isTest, Dataset<Row> all) {
    return all.sparkSession()
        .createDataFrame(
            ordered.filter(row -> split.isTest(row._2()) == isTest).keys(), all.schema());
  }

  private static void refuseEmpty(Dataset<Row> rows, String message) {
    if (rows.isEmpty()) {
      throw new JobException(message);
    }
  }

  private static void refuseUnlabelled(Dataset<Row> rows, String column, Input input) {
    var columns = Arrays.asList(rows.columns());
    if (!columns.contains(column)) {
      throw new JobException(
          "%s: no label column %s in %s (data.labelColumn names it); %s"
              .formatted(input.key(), column, input.path(), DidYouMean.hint(column, columns)));
    }
  }
}
