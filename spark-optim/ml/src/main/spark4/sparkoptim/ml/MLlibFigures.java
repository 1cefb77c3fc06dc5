// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.commons.lang3.reflect.ConstructorUtils;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.ml.regression.LinearRegressionSummary;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

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
    Dataset<Row> rows = predicted.frame();
    String weight = model.isDefined(model.weightCol()) ? model.getWeightCol() : "";
    try {
      return new LinearRegressionSummary(
          rows,
          columns.prediction(),
          columns.label(),
          columns.features(),
          weight,
          model.numFeatures(),
          model.getFitIntercept(),
          diagonal,
          model.coefficients().toArray());
    } catch (NoSuchMethodError e) {
      return ofSpark40(rows, columns, model, diagonal);
    }
  }

  /** Spark 4.0 has another constructor, which a compiler does not see beside that of 4.1. */
  private static LinearRegressionSummary ofSpark40(
      Dataset<Row> rows,
      PredictedRows.Columns columns,
      LinearRegressionModel model,
      double[] diagonal) {
    try {
      return ConstructorUtils.invokeConstructor(
          LinearRegressionSummary.class,
          rows,
          columns.prediction(),
          columns.label(),
          columns.features(),
          model,
          diagonal);
    } catch (ReflectiveOperationException e) {
      throw new UnsupportedOperationException(
          "this Spark makes summaries of linear regressions in a way of its own: take 4.0 or 4.1",
          e);
    }
  }
}
