// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** {@link StageContract} for logistic regression. */
class LogisticRegressionContractTest
    extends StageContract<LogisticRegression, LogisticRegressionModel> {
  LogisticRegressionContractTest() {
    super(LogisticRegression.class, LogisticRegressionModel.class);
  }

  @Override
  Dataset<Row> training() {
    return LocalSession.data(LocalSession.rows(60, 2, 1));
  }

  @Override
  LogisticRegression change(LogisticRegression stage) {
    return stage
        .setRegParam(0.25)
        .setMaxIter(12)
        .setOptimMethod("alpha-svrg(alpha=linear(0.75, 0)) + sgd + constant(0.01)")
        .setBatchSize(7)
        .setSeed(99)
        .setDevice("auto")
        .setDevicePrecision("double")
        .setCheckpointSeconds(5)
        .setResume("never")
        .setMaxSeconds(1e6)
        .setThresholds(new double[] {0.4, 0.6})
        .setProbabilityCol("p")
        .setWeightCol("weight")
        .setClassWeights("balanced")
        .setAggregationDepth(3)
        .setMaxBlockSizeInMB(1)
        .setUpperBoundsOnIntercepts(Vectors.dense(Double.POSITIVE_INFINITY))
        .setLowerBoundsOnCoefficients(
            new DenseMatrix(1, 5, new double[] {-1e3, Double.NEGATIVE_INFINITY, -9, -9, -9}));
  }
}
