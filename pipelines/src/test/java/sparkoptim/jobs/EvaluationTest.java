// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

final class EvaluationTest {
  private static final double ROUNDING = 1e-12;
  private static final StructType ROWS =
      new StructType()
          .add("label", DataTypes.DoubleType)
          .add("features", SQLDataTypes.VectorType());

  @Test
  void of_classifier_hasAccuracyAndLogLossOfTheLabel() {
    LogisticRegressionModel model = new LogisticRegression().setMaxIter(1).fit(points(0, 1, 1, 0));
    Dataset<Row> rows = model.transform(points(0, 1, 0, 1));
    double loss = 0;
    long right = 0;
    for (Row row : rows.select("label", "probability", "prediction").collectAsList()) {
      org.apache.spark.ml.linalg.Vector probability = row.getAs(1);
      loss -= Math.log(probability.apply((int) row.getDouble(0))) / 4;
      right += row.getDouble(0) == row.getDouble(2) ? 1 : 0;
    }
    Map<String, Object> metrics = Evaluation.of(model, rows);
    assertThat(metrics).contains(entry("rows", 4L), entry("accuracy", right / 4.0));
    assertThat((double) metrics.get("logLoss")).isCloseTo(loss, within(ROUNDING));
  }

  @Test
  void of_labelThatTheModelDoesNotKnow_countsAsTheSmallestProbability() {
    LogisticRegressionModel model = new LogisticRegression().setMaxIter(1).fit(points(0, 1));
    Map<String, Object> metrics = Evaluation.of(model, model.transform(points(2, 2)));
    assertThat(metrics).containsEntry("accuracy", 0.0);
    assertThat((double) metrics.get("logLoss")).isCloseTo(-Math.log(1e-15), within(ROUNDING));
  }

  @Test
  void of_classifierWithoutProbabilities_hasAccuracyOnly() {
    Transformer model = new LinearSVC().setMaxIter(2).fit(points(0, 1, 1));
    assertThat(Evaluation.of(model, model.transform(points(0, 1))))
        .containsOnlyKeys("rows", "accuracy");
  }

  @Test
  void of_regression_hasItsErrors() {
    LinearRegressionModel model =
        new LinearRegression().setFitIntercept(false).setSolver("normal").fit(points(0, 2, 4));
    Map<String, Object> metrics = Evaluation.of(model, model.transform(points(1, 2, 3)));
    assertThat(metrics).containsOnlyKeys("rows", "rmse", "mae", "r2"); // predicts 0, 2, 4
    assertThat((double) metrics.get("rmse")).isCloseTo(Math.sqrt(2 / 3.0), within(ROUNDING));
    assertThat((double) metrics.get("mae")).isCloseTo(2 / 3.0, within(ROUNDING));
    assertThat((double) metrics.get("r2")).isCloseTo(0, within(ROUNDING));
  }

  @Test
  void of_clustering_countsRows() {
    Transformer model = new KMeans().setK(2).fit(points(0, 1, 2));
    assertThat(Evaluation.of(model, model.transform(points(0, 1)))).containsOnly(entry("rows", 2L));
  }

  @Test
  void of_noLabelColumn_countsRows() {
    LogisticRegressionModel model = new LogisticRegression().setMaxIter(1).fit(points(0, 1));
    assertThat(Evaluation.of(model, model.transform(points(0, 1).drop("label"))))
        .containsOnly(entry("rows", 2L));
  }

  /** Rows with these labels, and their place as the one feature. */
  private static Dataset<Row> points(double... labels) {
    Row[] rows = new Row[labels.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = RowFactory.create(labels[i], Vectors.dense(i));
    }
    return TestSession.get().createDataFrame(List.of(rows), ROWS);
  }
}
