// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.GeneralizedLinearRegressionSummary;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

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
      figures = plain();
    }
    return figures;
  }

  /** MLlib's figures, of rows that have its names where their own are odd. */
  private GeneralizedLinearRegressionSummary plain() {
    Dataset<Row> rows = dataset.toDF();
    ParamMap renamed = new ParamMap();
    List<Param<String>> all =
        List.of(
            model.labelCol(),
            model.featuresCol(),
            model.weightCol(),
            model.offsetCol(),
            model.predictionCol());
    for (Param<String> param : all) {
      String name = model.isDefined(param) ? model.getOrDefault(param) : "";
      if (!OddNames.isPlain(name)) {
        String plain = "sparkoptim " + param.name();
        renamed.put(param, plain);
        if (!param.equals(model.predictionCol())) {
          rows = rows.withColumn(plain, RowColumns.named(name));
        }
      }
    }
    return new GeneralizedLinearRegressionSummary(rows, model.copy(renamed).toMLlib());
  }
}
