// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.regression.GeneralizedLinearRegressionSummary;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How well a {@link PoissonRegressionModel} predicts a data set. */
public final class PoissonRegressionSummary extends PredictionMembers implements CountSummary {
  private static final long serialVersionUID = 1L;

  private final PoissonFigures figures;

  PoissonRegressionSummary(PoissonFigures figures) {
    this.figures = figures;
  }

  @Override
  public GeneralizedLinearRegressionSummary figures() {
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
}
