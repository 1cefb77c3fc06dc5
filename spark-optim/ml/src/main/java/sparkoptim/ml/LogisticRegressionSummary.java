// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.classification.ClassificationSummary;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How well a {@link LogisticRegressionModel} predicts a data set. */
public class LogisticRegressionSummary extends PredictionMembers
    implements ClassifierSummary,
        HasCalibration,
        ClassificationSummary,
        org.apache.spark.ml.classification.LogisticRegressionSummary {
  private static final long serialVersionUID = 1L;

  private final PredictedRows predicted;

  LogisticRegressionSummary(PredictedRows predicted) {
    this.predicted = predicted;
  }

  @Override
  public PredictedRows predicted() {
    return predicted;
  }

  /** Returns the rows with the model's predictions; what {@code predictions} gives. */
  @Override
  public Dataset<Row> predictedRows() {
    return predicted.frame();
  }

  /** Returns the column of probabilities. */
  @Override
  public String probabilityCol() {
    return predicted.columns().score();
  }

  /** Returns the column of features. */
  @Override
  public String featuresCol() {
    return predicted.columns().features();
  }
}
