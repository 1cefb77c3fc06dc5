// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** {@link StageContract} for {@link LinearSVC}. */
class LinearSVCContractTest extends StageContract<LinearSVC, LinearSVCModel> {
  LinearSVCContractTest() {
    super(LinearSVC.class, LinearSVCModel.class);
  }

  @Override
  Dataset<Row> training() {
    return LocalSession.data(LocalSession.rows(60, 2, 1));
  }

  @Override
  LinearSVC change(LinearSVC stage) {
    return stage
        .setRegParam(0.25)
        .setMaxIter(12)
        .setThreshold(0.1)
        .setLoss("squaredHinge")
        .setRawPredictionCol("raw")
        .setWeightCol("weight");
  }
}
