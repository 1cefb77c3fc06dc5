// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** {@link StageContract} for networks that tell classes. */
class NetworkClassifierContractTest
    extends StageContract<NetworkClassifier, NetworkClassificationModel> {
  NetworkClassifierContractTest() {
    super(NetworkClassifier.class, NetworkClassificationModel.class);
  }

  @Override
  Dataset<Row> training() {
    return LocalSession.data(LocalSession.rows(60, 3, 1));
  }

  @Override
  NetworkClassifier change(NetworkClassifier stage) {
    return stage
        .setNetwork("dense(4) batchnorm tanh dense(3)")
        .setInputShape(5)
        .setAllowJavaSerialization(true)
        .setRegParam(0.25)
        .setMaxIter(2)
        .setOptimMethod("adam + cosine(0.01)")
        .setBatchSize(7)
        .setSeed(99)
        .setCheckpointSeconds(5)
        .setResume("never")
        .setMaxSeconds(1e6)
        .setThresholds(new double[] {0.4, 0.6, 0.1})
        .setProbabilityCol("p");
  }
}
