// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** {@link StageContract} for {@link MultilayerPerceptronRegressor}. */
class MultilayerPerceptronRegressorContractTest
    extends StageContract<MultilayerPerceptronRegressor, MultilayerPerceptronRegressionModel> {
  MultilayerPerceptronRegressorContractTest() {
    super(MultilayerPerceptronRegressor.class, MultilayerPerceptronRegressionModel.class);
  }

  @Override
  Dataset<Row> training() {
    return LocalSession.data(LocalSession.rows(60, 2, 1));
  }

  @Override
  MultilayerPerceptronRegressor complete(MultilayerPerceptronRegressor stage) {
    return stage.setLayers(new int[] {5, 2, 1});
  }

  @Override
  MultilayerPerceptronRegressor change(MultilayerPerceptronRegressor stage) {
    return stage
        .setInitialWeights(Vectors.dense(new double[15]))
        .setMaxIter(6)
        .setSolver("gd")
        .setStepSize(0.05)
        .setBlockSize(32)
        .setWeightCol("weight");
  }
}
