// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import java.util.UUID;
import org.apache.spark.sql.Dataset;

/**
 * How well a linear regression predicts a data set, by MLlib's code, which runs when a figure is
 * asked for.
 */
final class RegressionFigures implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What MLlib takes for "no standard errors are known". */
  private static final double[] NO_ERRORS = {0};

  private final PredictedRows predicted;
  private final transient LinearRegressionModel model;
  private transient org.apache.spark.ml.regression.LinearRegressionSummary figures;

  /**
   * Takes a model and the rows to predict.
   *
   * @param model which must not change any more
   */
  RegressionFigures(LinearRegressionModel model, Dataset<?> dataset) {
    this.model = model;
    if (model.getPredictionCol().isEmpty()) {
      model.setPredictionCol("prediction_" + UUID.randomUUID());
    }
    String weight = LinearTrainer.weightColumn(model);
    var columns =
        new PredictedRows.Columns(
            model.getFeaturesCol(),
            model.getLabelCol(),
            weight == null ? "" : weight,
            model.getPredictionCol(),
            "");
    predicted = new PredictedRows(() -> model.transform(dataset), columns);
  }

  PredictedRows predicted() {
    return predicted;
  }

  synchronized org.apache.spark.ml.regression.LinearRegressionSummary get() {
    if (figures == null) {
      PredictedRows.Columns columns = predicted.columns();
      figures =
          new org.apache.spark.ml.regression.LinearRegressionSummary(
              predicted.frame(),
              columns.prediction(),
              columns.label(),
              columns.features(),
              model.toMLlib(),
              NO_ERRORS);
    }
    return figures;
  }
}
