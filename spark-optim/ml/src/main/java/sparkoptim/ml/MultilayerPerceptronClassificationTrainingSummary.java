// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.classification.ClassificationSummary;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How a {@link MultilayerPerceptronClassificationModel} was trained, and how well it predicts its
 * training rows.
 */
public final class MultilayerPerceptronClassificationTrainingSummary extends TrainingSummary
    implements ClassifierSummary,
        HasCalibration,
        ClassificationSummary,
        org.apache.spark.ml.classification.TrainingSummary,
        org.apache.spark.ml.classification.MultilayerPerceptronClassificationSummary,
        org.apache.spark.ml.classification.MultilayerPerceptronClassificationTrainingSummary {
  private static final long serialVersionUID = 1L;

  private final PredictedRows predicted;

  MultilayerPerceptronClassificationTrainingSummary(
      TrainingOutcome outcome, String weightsSha256, double seconds, PredictedRows predicted) {
    super(outcome, weightsSha256, seconds);
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
}
