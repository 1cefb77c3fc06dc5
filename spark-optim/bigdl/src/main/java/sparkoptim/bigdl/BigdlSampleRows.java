// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.feature.dataset.AbstractDataSet;
import com.intel.analytics.bigdl.dllib.feature.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dllib.feature.dataset.MiniBatch;
import com.intel.analytics.bigdl.dllib.feature.dataset.Sample;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;
import sparkoptim.core.PlainText;

/**
 * BigDL's samples as rows of (label, features). A label of several numbers follows the features, as
 * {@link Network#columns} has it.
 *
 * @param rows one a sample
 * @param inputShape of a sample's feature
 * @param labelShape of a sample's label
 */
record BigdlSampleRows(JavaRDD<Row> rows, int[] inputShape, int[] labelShape) {
  private static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.DoubleType, false)
          .add("feature", SQLDataTypes.VectorType(), false);

  /** Returns the rows as a data set, whose columns have BigDL's names in messages. */
  Dataset<Row> dataset(SparkSession session) {
    return session.createDataFrame(rows, SCHEMA);
  }

  /**
   * Returns the rows of samples.
   *
   * @throws IllegalArgumentException if there are none, or they are not of one feature and one
   *     label
   */
  static <T> BigdlSampleRows of(RDD<Sample<T>> samples) {
    JavaRDD<Sample<T>> all = samples.toJavaRDD();
    List<Sample<T>> first = all.take(1);
    if (first.isEmpty()) {
      throw new IllegalArgumentException("samples: there must be some, there are none");
    }
    one("feature", first.get(0).numFeature());
    one("label", first.get(0).numLabel());
    int[] input = first.get(0).getFeatureSize()[0];
    int[] label = first.get(0).getLabelSize()[0];
    return new BigdlSampleRows(all.map(sample -> row(sample, input, label)), input, label);
  }

  private static void one(String what, int count) {
    if (count != 1) {
      throw new IllegalArgumentException(
          PlainText.of("samples: must have one %s tensor, have %d", what, count));
    }
  }

  private static <T> Row row(Sample<T> sample, int[] input, int[] label) {
    same("feature", sample.getFeatureSize()[0], input);
    same("label", sample.getLabelSize()[0], label);
    Object data = sample.getData();
    return row(data, 0, size(input), data, size(input), size(label));
  }

  private static void same(String what, int[] shape, int[] expected) {
    if (!Arrays.equals(shape, expected)) {
      throw new IllegalArgumentException(
          "samples: %s must be of one shape, %s and %s are not"
              .formatted(what, Arrays.toString(expected), Arrays.toString(shape)));
    }
  }

  private static int size(int[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  private static Row row(
      Object features, int featuresAt, int inputs, Object labels, int labelsAt, int count) {
    double[] values = new double[inputs + (count > 1 ? count : 0)];
    for (int i = 0; i < inputs; i++) {
      values[i] = number(features, featuresAt + i);
    }
    for (int i = inputs; i < values.length; i++) {
      values[i] = number(labels, labelsAt + i - inputs);
    }
    return RowFactory.create(count == 1 ? number(labels, labelsAt) : 0.0, Vectors.dense(values));
  }

  private static double number(Object array, int at) {
    return array instanceof float[] floats ? floats[at] : ((double[]) array)[at];
  }

  /**
   * Returns the rows of the mini-batches of a data set, each row once, as transformers make them
   * for validation.
   *
   * @throws IllegalArgumentException if there are none, or they are not of one tensor and one label
   */
  static <T> BigdlSampleRows of(AbstractDataSet<MiniBatch<T>, ?> data, SparkSession session) {
    if (!(data instanceof DistributedDataSet<?>)) {
      return ofLocal(data, session);
    }
    JavaRDD<MiniBatch<T>> batches = batches(data, false);
    List<MiniBatch<T>> first = batches.take(1);
    if (first.isEmpty()) {
      throw noRows();
    }
    int[] input = ofOne("feature", first.get(0).getInput());
    int[] label = ofOne("label", first.get(0).getTarget());
    return new BigdlSampleRows(
        batches.flatMap(batch -> rows(batch, input, label).iterator()), input, label);
  }

  /** Transformers may fill one mini-batch again and again, so rows are taken out at once. */
  private static <T> BigdlSampleRows ofLocal(
      AbstractDataSet<MiniBatch<T>, ?> data, SparkSession session) {
    Iterator<MiniBatch<T>> batches = JavaConverters.asJavaIterator(data.toLocal().data(false));
    if (!batches.hasNext()) {
      throw noRows();
    }
    MiniBatch<T> batch = batches.next();
    int[] input = ofOne("feature", batch.getInput());
    int[] label = ofOne("label", batch.getTarget());
    List<Row> all = new ArrayList<>(rows(batch, input, label));
    batches.forEachRemaining(next -> all.addAll(rows(next, input, label)));
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    return new BigdlSampleRows(spark.parallelize(all), input, label);
  }

  private static <T> JavaRDD<MiniBatch<T>> batches(
      AbstractDataSet<MiniBatch<T>, ?> data, boolean train) {
    EngineSize engine = EngineSize.here();
    return data.toDistributed()
        .data(train)
        .toJavaRDD()
        .mapPartitions(
            batches -> {
              engine.tell();
              return batches;
            });
  }

  private static IllegalArgumentException noRows() {
    return new IllegalArgumentException("data set: there must be rows, there are none");
  }

  /**
   * Returns the number of rows that BigDL would take in one step: of one mini-batch from every
   * partition.
   */
  static <T> int batchSize(AbstractDataSet<MiniBatch<T>, ?> data) {
    if (!(data instanceof DistributedDataSet<?>)) {
      return data.toLocal().data(true).next().size();
    }
    return batches(data, true)
        .mapPartitions(batch -> List.of(batch.hasNext() ? batch.next().size() : 0).iterator())
        .reduce(Integer::sum);
  }

  private static int[] ofOne(String what, Activity batch) {
    if (!(batch instanceof Tensor<?> tensor)) {
      throw new IllegalArgumentException(
          "data set: %s must be one tensor, was %s"
              .formatted(what, batch == null ? "none" : batch.getClass().getSimpleName()));
    }
    int[] size = tensor.size();
    return size.length == 1 ? new int[] {1} : Arrays.copyOfRange(size, 1, size.length);
  }

  private static <T> List<Row> rows(MiniBatch<T> batch, int[] input, int[] label) {
    same("feature", ofOne("feature", batch.getInput()), input);
    same("label", ofOne("label", batch.getTarget()), label);
    Tensor<?> features = ((Tensor<?>) batch.getInput()).contiguous();
    Tensor<?> labels = ((Tensor<?>) batch.getTarget()).contiguous();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      rows.add(
          row(
              features.storage().array(),
              features.storageOffset() - 1 + i * size(input),
              size(input),
              labels.storage().array(),
              labels.storageOffset() - 1 + i * size(label),
              size(label)));
    }
    return rows;
  }
}
