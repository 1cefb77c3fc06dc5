// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.classification.BinaryClassificationSummary;

/** {@link LogisticRegressionTrainingSummary} of two classes. */
public final class BinaryLogisticRegressionTrainingSummary extends LogisticRegressionTrainingSummary
    implements BinaryClassifierSummary,
        ClassifierSummary,
        HasCalibration,
        BinaryClassificationSummary,
        org.apache.spark.ml.classification.BinaryLogisticRegressionSummary,
        org.apache.spark.ml.classification.BinaryLogisticRegressionTrainingSummary {
  private static final long serialVersionUID = 1L;

  BinaryLogisticRegressionTrainingSummary(
      TrainingOutcome outcome, String weightsSha256, double seconds, PredictedRows predicted) {
    super(outcome, weightsSha256, seconds, predicted);
  }
}
