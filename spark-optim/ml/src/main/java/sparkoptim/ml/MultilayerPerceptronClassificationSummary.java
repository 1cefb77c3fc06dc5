// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.classification.ClassificationSummary;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How well a {@link MultilayerPerceptronClassificationModel} predicts a data set. */
public final class MultilayerPerceptronClassificationSummary extends PredictionMembers
    implements ClassifierSummary,
        HasCalibration,
        ClassificationSummary,
        org.apache.spark.ml.classification.MultilayerPerceptronClassificationSummary {
  private static final long serialVersionUID = 1L;

  private final PredictedRows predicted;

  MultilayerPerceptronClassificationSummary(PredictedRows predicted) {
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
