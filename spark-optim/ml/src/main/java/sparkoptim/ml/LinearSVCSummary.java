// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.classification.BinaryClassificationSummary;
import org.apache.spark.ml.classification.ClassificationSummary;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How well a {@link LinearSVCModel} predicts a data set. */
public final class LinearSVCSummary extends PredictionMembers
    implements BinaryClassifierSummary,
        ClassifierSummary,
        BinaryClassificationSummary,
        ClassificationSummary,
        org.apache.spark.ml.classification.LinearSVCSummary {
  private static final long serialVersionUID = 1L;

  private final PredictedRows predicted;

  LinearSVCSummary(PredictedRows predicted) {
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
