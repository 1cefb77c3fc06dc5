// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** {@link StageContract} for {@link MultilayerPerceptronClassifier}. */
class MultilayerPerceptronContractTest
    extends StageContract<MultilayerPerceptronClassifier, MultilayerPerceptronClassificationModel> {
  MultilayerPerceptronContractTest() {
    super(MultilayerPerceptronClassifier.class, MultilayerPerceptronClassificationModel.class);
  }

  @Override
  Dataset<Row> training() {
    return LocalSession.data(LocalSession.rows(60, 2, 1));
  }

  @Override
  MultilayerPerceptronClassifier complete(MultilayerPerceptronClassifier stage) {
    return stage.setLayers(new int[] {5, 2, 2});
  }

  @Override
  MultilayerPerceptronClassifier change(MultilayerPerceptronClassifier stage) {
    return stage
        .setInitialWeights(Vectors.dense(new double[18]))
        .setMaxIter(6)
        .setSolver("gd")
        .setStepSize(0.5)
        .setBlockSize(32)
        .setRawPredictionCol("raw")
        .setWeightCol("weight");
  }
}
