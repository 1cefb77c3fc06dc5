// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.ml.regression.LinearRegressionSummary;

/** MLlib's figures of a linear regression. */
final class MLlibFigures {
  private MLlibFigures() {}

  /**
   * Returns those of rows with their predictions.
   *
   * @param diagonal of the inverse of the normal equations' matrix; one 0 where it is not known
   */
  static LinearRegressionSummary of(
      PredictedRows predicted, LinearRegressionModel model, double[] diagonal) {
    PredictedRows.Columns columns = predicted.columns();
    return new LinearRegressionSummary(
        predicted.frame(),
        columns.prediction(),
        columns.label(),
        columns.features(),
        model,
        diagonal);
  }
}
