// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import org.apache.spark.ml.regression.GeneralizedLinearRegressionSummary;
import org.apache.spark.sql.Dataset;

/**
 * How well a regression of counts predicts a data set, by MLlib's code, which runs when a figure is
 * asked for.
 */
final class PoissonFigures implements Serializable {
  private static final long serialVersionUID = 1L;

  private final PredictedRows predicted;
  private final transient PoissonRegressionModel model;
  private final transient Dataset<?> dataset;
  private transient GeneralizedLinearRegressionSummary figures;

  /**
   * Takes a model and the rows to predict.
   *
   * @param model which must not change any more
   */
  PoissonFigures(PoissonRegressionModel model, Dataset<?> dataset) {
    this.model = model;
    this.dataset = dataset;
    predicted = PredictedRows.of(model, LinearTrainer.weightColumn(model), "", dataset);
  }

  PredictedRows predicted() {
    return predicted;
  }

  synchronized GeneralizedLinearRegressionSummary get() {
    if (figures == null) {
      if (dataset == null) {
        throw new IllegalStateException("figures are on the driver only");
      }
      figures = new GeneralizedLinearRegressionSummary(dataset, model.toMLlib());
    }
    return figures;
  }
}
