// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.network.LabelScale;

/**
 * A regression whose prediction is the one output of a network, in the unit of labels.
 *
 * @param <M> the model itself
 */
public abstract class NetworkRegression<M extends NetworkRegression<M>>
    extends RegressionModel<Vector, M> {
  private static final long serialVersionUID = 1L;

  /** A name that no user's column has, for the network's own output. */
  private static final String UNNAMED = "sparkoptim scores";

  final TrainedNetwork network;
  final LabelScale labels;

  /** Takes a network whose one output is a label on a scale. */
  NetworkRegression(TrainedNetwork network, LabelScale labels) {
    this.network = network;
    this.labels = labels;
  }

  /** Returns the bytes that the model takes, which servers of Spark Connect ask for. */
  public long estimatedSize() {
    return ModelSize.of(this, network.parameters());
  }

  @Override
  public int numFeatures() {
    return network.input().size();
  }

  @Override
  public double predict(Vector features) {
    return labels.restore(network.scores(features, getFeaturesCol())[0]);
  }

  /**
   * Returns the data with the prediction column. Rows go through the network in batches.
   *
   * @param dataset with the features
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    StructType output = transformSchema(dataset.schema());
    String name = getPredictionCol();
    if (name.isEmpty()) {
      return dataset.toDF();
    }
    LabelScale scale = labels; // and not the whole model, which would go to every task
    UDF1<Vector, Double> toLabel = scores -> scale.restore(scores.apply(0));
    Column prediction =
        udf(toLabel, DataTypes.DoubleType)
            .asNonNullable()
            .apply(col("`" + UNNAMED + "`"))
            .as(name, output.apply(name).metadata());
    return ScoredRows.of(this, network, dataset, getFeaturesCol(), UNNAMED)
        .withColumn(name, prediction)
        .drop(UNNAMED);
  }
}
