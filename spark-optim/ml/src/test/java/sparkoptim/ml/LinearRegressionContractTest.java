// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** {@link StageContract} for {@link LinearRegression}. */
class LinearRegressionContractTest extends StageContract<LinearRegression, LinearRegressionModel> {
  LinearRegressionContractTest() {
    super(LinearRegression.class, LinearRegressionModel.class);
  }

  @Override
  Dataset<Row> training() {
    return LocalSession.data(LocalSession.rows(60, 2, 1));
  }

  @Override
  LinearRegression change(LinearRegression stage) {
    return stage
        .setRegParam(0.25)
        .setElasticNetParam(0.5)
        .setMaxIter(12)
        .setSolver("normal")
        .setEpsilon(2)
        .setWeightCol("weight")
        .setPredictionCol("p")
        .setOptimMethod("svrg + sgd + constant(0.01)");
  }
}
