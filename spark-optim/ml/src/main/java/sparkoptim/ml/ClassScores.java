// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.linear.PortableMath;

/** The columns of a network's classifier: scores, which become probabilities and predictions. */
final class ClassScores {
  /** A name that no user's column has, for scores that nobody wants. */
  private static final String UNNAMED = "sparkoptim scores";

  private ClassScores() {}

  /**
   * Returns the data with the output columns. Rows go through the network in batches; only then are
   * scores turned into the other columns.
   *
   * @param judge the model without its network
   * @throws IllegalArgumentException if there is not one threshold a class
   */
  static Dataset<Row> transform(
      ProbabilisticClassificationModel<Vector, ?> model,
      ProbabilisticClassificationModel<Vector, ?> judge,
      TrainedNetwork network,
      Dataset<?> dataset) {
    ClassLabels.requireThresholds(model, model.numClasses());
    StructType output = model.transformSchema(dataset.schema());
    boolean raw = !model.getRawPredictionCol().isEmpty();
    String scores = raw ? model.getRawPredictionCol() : UNNAMED;
    Dataset<Row> scored = ScoredRows.of(model, network, dataset, model.getFeaturesCol(), scores);
    if (!model.getProbabilityCol().isEmpty()) {
      UDF1<Vector, Vector> probability = judge::raw2probability;
      Column column = udf(probability, SQLDataTypes.VectorType()).apply(col(quoted(scores)));
      scored = with(scored, output, model.getProbabilityCol(), column);
    }
    if (!model.getPredictionCol().isEmpty()) {
      UDF1<Vector, Double> prediction = judge::raw2prediction;
      Column column =
          udf(prediction, DataTypes.DoubleType).asNonNullable().apply(col(quoted(scores)));
      scored = with(scored, output, model.getPredictionCol(), column);
    }
    return raw ? with(scored, output, scores, col(quoted(scores))) : scored.drop(scores);
  }

  /** Scores become probabilities, in place. */
  static void softmax(double[] scores) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      largest = Math.max(largest, score);
    }
    double total = 0;
    for (int k = 0; k < scores.length; k++) {
      scores[k] = PortableMath.exp(scores[k] - largest);
      total += scores[k];
    }
    for (int k = 0; k < scores.length; k++) {
      scores[k] /= total;
    }
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** Returns the data with the metadata that the schema promises, such as the number of classes. */
  private static Dataset<Row> with(
      Dataset<Row> dataset, StructType output, String name, Column column) {
    return dataset.withColumn(name, column.as(name, output.apply(name).metadata()));
  }
}
