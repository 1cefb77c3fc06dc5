// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How a {@link LinearRegressionModel} was trained, and how well it predicts its training rows. */
public final class LinearRegressionTrainingSummary extends TrainingSummary
    implements RegressionMembers {
  private static final long serialVersionUID = 1L;

  private final RegressionFigures figures;

  LinearRegressionTrainingSummary(
      TrainingOutcome outcome, String weightsSha256, double seconds, RegressionFigures figures) {
    super(outcome, weightsSha256, seconds);
    this.figures = figures;
  }

  /**
   * Returns what {@code objectiveHistory} gives: one 0 where MLlib solves normal equations, which
   * have no iterations; the learning curve has our steps. Without a penalty the rows are read once
   * more for it, as a singular matrix needs iterations.
   */
  @Override
  public double[] objectives() {
    return figures.solvedAtOnce() ? new double[1] : super.objectives();
  }

  /** Returns what the figures come from. */
  @Override
  public org.apache.spark.ml.regression.LinearRegressionSummary figures() {
    return figures.get();
  }

  /** Returns what the standard errors come from. */
  @Override
  public org.apache.spark.ml.regression.LinearRegressionSummary errorFigures() {
    return figures.withErrors();
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
