// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** {@link StageContract} for {@link PoissonRegression}. */
class PoissonRegressionContractTest
    extends StageContract<PoissonRegression, PoissonRegressionModel> {
  PoissonRegressionContractTest() {
    super(PoissonRegression.class, PoissonRegressionModel.class);
  }

  @Override
  Dataset<Row> training() {
    return LocalSession.data(LocalSession.rows(60, 2, 1));
  }

  @Override
  PoissonRegression change(PoissonRegression stage) {
    return stage
        .setRegParam(0.25)
        .setMaxIter(12)
        .setOffsetCol("weight")
        .setLinkPredictionCol("link")
        .setFitIntercept(false);
  }
}
