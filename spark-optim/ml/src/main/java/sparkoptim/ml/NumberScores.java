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

/** The column of a network that predicts numbers: its one output, in the unit of labels. */
final class NumberScores {
  /** A name that no user's column has, for the network's own output. */
  private static final String UNNAMED = "sparkoptim scores";

  private NumberScores() {}

  /** Returns the data with the prediction column. Rows go through the network in batches. */
  static <M extends RegressionModel<Vector, M>> Dataset<Row> transform(
      M model, TrainedNetwork network, LabelScale labels, Dataset<?> dataset) {
    StructType output = model.transformSchema(dataset.schema());
    String name = model.getPredictionCol();
    if (name.isEmpty()) {
      return dataset.toDF();
    }
    UDF1<Vector, Double> toLabel = scores -> labels.restore(scores.apply(0));
    Column prediction =
        udf(toLabel, DataTypes.DoubleType)
            .asNonNullable()
            .apply(col("`" + UNNAMED + "`"))
            .as(name, output.apply(name).metadata());
    return ScoredRows.of(network, dataset, model.getFeaturesCol(), UNNAMED)
        .withColumn(name, prediction)
        .drop(UNNAMED);
  }
}
