// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How well a {@link LinearRegressionModel} predicts a data set. */
public final class LinearRegressionSummary extends PredictionMembers implements RegressionMembers {
  private static final long serialVersionUID = 1L;

  private final RegressionFigures figures;

  LinearRegressionSummary(RegressionFigures figures) {
    this.figures = figures;
  }

  /** Returns what the figures come from. */
  @Override
  public org.apache.spark.ml.regression.LinearRegressionSummary figures() {
    return figures.get();
  }

  /** Returns the rows with the model's predictions; what {@code predictions} gives. */
  @Override
  public Dataset<Row> predictedRows() {
    return figures.predicted().frame();
  }

  /** Returns the column of predictions. */
  public String predictionCol() {
    return figures.predicted().columns().prediction();
  }

  /** Returns the column of labels. */
  public String labelCol() {
    return figures.predicted().columns().label();
  }

  /** Returns the column of features. */
  public String featuresCol() {
    return figures.predicted().columns().features();
  }
}
