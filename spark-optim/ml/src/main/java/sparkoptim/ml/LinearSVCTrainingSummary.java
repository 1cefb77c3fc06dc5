// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.classification.BinaryClassificationSummary;
import org.apache.spark.ml.classification.ClassificationSummary;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How a {@link LinearSVCModel} was trained, and how well it predicts its training rows. */
public final class LinearSVCTrainingSummary extends TrainingSummary
    implements BinaryClassifierSummary,
        ClassifierSummary,
        BinaryClassificationSummary,
        ClassificationSummary,
        org.apache.spark.ml.classification.TrainingSummary,
        org.apache.spark.ml.classification.LinearSVCSummary,
        org.apache.spark.ml.classification.LinearSVCTrainingSummary {
  private static final long serialVersionUID = 1L;

  private final PredictedRows predicted;

  LinearSVCTrainingSummary(
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

  /** Returns the column of raw predictions, by whose second value rows are ordered. */
  @Override
  public String scoreCol() {
    return predicted.columns().score();
  }
}
