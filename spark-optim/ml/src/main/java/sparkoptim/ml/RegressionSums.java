// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import sparkoptim.engine.Partitions;
import sparkoptim.engine.rows.RowCheck;
import sparkoptim.engine.rows.RowRules;

/**
 * What MLlib's metrics of a linear regression come from, of several models in one pass over the
 * rows. Sums of squares are around means (Chan, Golub and LeVeque, Updating formulae and a pairwise
 * algorithm for computing sample variances, 1979), so that a large mean costs no digits. A final
 * class because Kryo cannot read records.
 */
final class RegressionSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private final RowCheck check = new RowCheck();
  private double weight;
  private double squaredWeights;
  private double squaredLabels;
  private final double[] squaredErrors;
  private final double[] errors;

  /** Of the labels, then of every model's predictions. */
  private final double[] means;

  /** Around those means. */
  private final double[] squares;

  private RegressionSums(int models) {
    squaredErrors = new double[models];
    errors = new double[models];
    means = new double[1 + models];
    squares = new double[1 + models];
  }

  /**
   * Returns the evaluator's metric of every model, with the same bits in each run over the same
   * partitions.
   *
   * @param rows with features, labels and weights
   * @throws IllegalArgumentException if one of those is null, or a weight is none
   */
  static double[] metrics(
      RegressionEvaluator evaluator, List<LinearRegressionModel> models, Dataset<Row> rows) {
    String weight = RowColumns.named(evaluator, evaluator.weightCol());
    String features = models.get(0).getFeaturesCol();
    Column weights = weight == null ? functions.lit(1.0) : RowColumns.named(weight);
    RDD<Row> columns =
        rows.select(
                RowColumns.named(features),
                RowColumns.named(evaluator.getLabelCol()).cast(DataTypes.DoubleType),
                weights.cast(DataTypes.DoubleType))
            .rdd();
    RegressionSums sums = new RegressionSums(models.size());
    for (RegressionSums part :
        Partitions.collect(
            Partitions.map(columns, (index, content) -> List.of(of(models, content)).iterator()))) {
      sums.add(part);
    }
    sums.check.requireUnbroken(new RowRules(evaluator.getLabelCol(), features, weight, 0));
    double[] metrics = new double[models.size()];
    for (int i = 0; i < metrics.length; i++) {
      metrics[i] = sums.metric(evaluator, i);
    }
    return metrics;
  }

  private static RegressionSums of(List<LinearRegressionModel> models, Iterator<Row> rows) {
    RegressionSums sums = new RegressionSums(models.size());
    while (rows.hasNext()) {
      Row row = rows.next();
      if (sums.has(row) && row.getDouble(2) > 0) {
        sums.add(models, row.getAs(0), row.getDouble(1), row.getDouble(2));
      }
    }
    return sums;
  }

  /** Returns whether a row has all that it needs. */
  private boolean has(Row row) {
    check.row();
    if (row.isNullAt(1)) {
      check.broke(RowCheck.Rule.LABEL_NULL, "null");
    }
    if (row.isNullAt(2)) {
      check.broke(RowCheck.Rule.WEIGHT_NULL, "null");
    } else if (!(row.getDouble(2) >= 0 && row.getDouble(2) < Double.POSITIVE_INFINITY)) {
      check.broke(RowCheck.Rule.WEIGHT_RANGE, Double.toString(row.getDouble(2)));
    }
    if (row.isNullAt(0)) {
      check.broke(RowCheck.Rule.FEATURES_NULL, "null");
    }
    return !row.anyNull();
  }

  private void add(List<LinearRegressionModel> models, Vector features, double label, double w) {
    weight += w;
    squaredWeights += w * w;
    squaredLabels += w * label * label;
    spread(0, label, w);
    for (int i = 0; i < errors.length; i++) {
      double prediction = models.get(i).predict(features);
      double error = label - prediction;
      squaredErrors[i] += w * error * error;
      errors[i] += w * Math.abs(error);
      spread(1 + i, prediction, w);
    }
  }

  /** Adds a value to a mean and the squares around it; its weight is in the sum already. */
  private void spread(int i, double value, double w) {
    double off = value - means[i];
    means[i] += w / weight * off;
    squares[i] += w * off * (value - means[i]);
  }

  private void add(RegressionSums other) {
    check.merge(other.check);
    if (other.weight == 0) {
      return;
    }
    double share = other.weight / (weight + other.weight);
    for (int i = 0; i < means.length; i++) {
      double off = other.means[i] - means[i];
      squares[i] += other.squares[i] + weight * share * off * off;
      means[i] += share * off;
    }
    for (int i = 0; i < errors.length; i++) {
      squaredErrors[i] += other.squaredErrors[i];
      errors[i] += other.errors[i];
    }
    weight += other.weight;
    squaredWeights += other.squaredWeights;
    squaredLabels += other.squaredLabels;
  }

  /** The metrics as MLlib defines them. */
  private double metric(RegressionEvaluator evaluator, int model) {
    return switch (evaluator.getMetricName()) {
      case "rmse" -> Math.sqrt(squaredErrors[model] / weight);
      case "mse" -> squaredErrors[model] / weight;
      case "mae" -> errors[model] / weight;
      case "var" -> {
        double off = means[1 + model] - means[0];
        yield squares[1 + model] / weight + off * off;
      }
      default -> {
        double total = evaluator.getThroughOrigin() ? squaredLabels : squaresOfMLlib();
        yield 1 - squaredErrors[model] / total;
      }
    };
  }

  /** The squares of labels around their mean, which MLlib takes from an unbiased variance. */
  private double squaresOfMLlib() {
    double free = weight - squaredWeights / weight;
    return free > 0 ? squares[0] / free * (weight - 1) : 0;
  }
}
