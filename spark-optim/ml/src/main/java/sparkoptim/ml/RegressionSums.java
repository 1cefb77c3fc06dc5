// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import scala.Tuple2;

/**
 * What MLlib's metrics of a linear regression come from, of several models in one pass over the
 * rows. A final class because Kryo cannot read records.
 */
final class RegressionSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private double weight;
  private double labels;
  private double squaredLabels;
  private final double[] squaredErrors;
  private final double[] errors;
  private final double[] predictions;
  private final double[] squaredPredictions;

  private RegressionSums(int models) {
    squaredErrors = new double[models];
    errors = new double[models];
    predictions = new double[models];
    squaredPredictions = new double[models];
  }

  /**
   * Returns the evaluator's metric of every model.
   *
   * @param rows with features, labels and weights
   */
  static double[] metrics(
      RegressionEvaluator evaluator, List<LinearRegressionModel> models, Dataset<Row> rows) {
    Column weight =
        evaluator.isDefined(evaluator.weightCol()) && !evaluator.getWeightCol().isEmpty()
            ? functions.col(evaluator.getWeightCol())
            : functions.lit(1.0);
    RegressionSums none = new RegressionSums(models.size());
    RegressionSums sums =
        rows.select(
                functions.col(models.get(0).getFeaturesCol()),
                functions.col(evaluator.getLabelCol()).cast(DataTypes.DoubleType),
                weight.cast(DataTypes.DoubleType))
            .javaRDD()
            .aggregate(
                none,
                (sum, row) -> sum.add(models, row.getAs(0), row.getDouble(1), row.getDouble(2)),
                RegressionSums::plus);
    double[] metrics = new double[models.size()];
    for (int i = 0; i < metrics.length; i++) {
      metrics[i] = sums.metric(evaluator, i);
    }
    return metrics;
  }

  private RegressionSums add(
      List<LinearRegressionModel> models, Vector features, double label, double w) {
    weight += w;
    labels += w * label;
    squaredLabels += w * label * label;
    for (int i = 0; i < errors.length; i++) {
      double prediction = models.get(i).predict(features);
      double error = label - prediction;
      squaredErrors[i] += w * error * error;
      errors[i] += w * Math.abs(error);
      predictions[i] += w * prediction;
      squaredPredictions[i] += w * prediction * prediction;
    }
    return this;
  }

  private RegressionSums plus(RegressionSums other) {
    weight += other.weight;
    labels += other.labels;
    squaredLabels += other.squaredLabels;
    for (Tuple2<double[], double[]> pair :
        Arrays.asList(
            new Tuple2<>(squaredErrors, other.squaredErrors),
            new Tuple2<>(errors, other.errors),
            new Tuple2<>(predictions, other.predictions),
            new Tuple2<>(squaredPredictions, other.squaredPredictions))) {
      for (int i = 0; i < errors.length; i++) {
        pair._1()[i] += pair._2()[i];
      }
    }
    return this;
  }

  /** The metrics as MLlib defines them. */
  private double metric(RegressionEvaluator evaluator, int model) {
    double mean = labels / weight;
    double squared = squaredErrors[model] / weight;
    return switch (evaluator.getMetricName()) {
      case "rmse" -> Math.sqrt(squared);
      case "mse" -> squared;
      case "mae" -> errors[model] / weight;
      case "var" ->
          (squaredPredictions[model] - 2 * mean * predictions[model]) / weight + mean * mean;
      default -> {
        double total = squaredLabels / weight - (evaluator.getThroughOrigin() ? 0 : mean * mean);
        yield 1 - squared / total;
      }
    };
  }
}
