// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.classification.BinaryClassificationSummary;

/** How well a binary {@link LogisticRegressionModel} predicts a data set. */
public final class BinaryLogisticRegressionSummary extends LogisticRegressionSummary
    implements BinaryClassifierSummary,
        ClassifierSummary,
        HasCalibration,
        BinaryClassificationSummary,
        org.apache.spark.ml.classification.BinaryLogisticRegressionSummary {
  private static final long serialVersionUID = 1L;

  BinaryLogisticRegressionSummary(PredictedRows predicted) {
    super(predicted);
  }
}
