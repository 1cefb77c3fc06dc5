// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** {@link StageContract} for networks that predict numbers. */
class NetworkRegressorContractTest extends StageContract<NetworkRegressor, NetworkRegressionModel> {
  NetworkRegressorContractTest() {
    super(NetworkRegressor.class, NetworkRegressionModel.class);
  }

  @Override
  Dataset<Row> training() {
    return LocalSession.data(LocalSession.rows(60, 3, 1));
  }

  @Override
  NetworkRegressor change(NetworkRegressor stage) {
    return stage
        .setNetwork("dense(4) sigmoid dense(1)")
        .setInputShape(5)
        .setAllowJavaSerialization(true)
        .setMaxIter(2)
        .setTol(1e-9)
        .setBatchSize(7)
        .setLearningRate(0.01)
        .setSeed(99)
        .setNumShards(2);
  }
}
