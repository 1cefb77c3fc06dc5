// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml.accelerate;

import org.apache.spark.ml.classification.LogisticRegressionModel;

/**
 * What a server loads {@link LogisticRegressionModel} by: MLlib's models as they are, and ours as
 * MLlib's.
 */
public final class LoadedLogisticRegressionModel extends LogisticRegressionModel {
  private static final long serialVersionUID = 1L;

  /** Creates an empty model: the server finds only classes that it could make. */
  public LoadedLogisticRegressionModel() {}

  /** Reads what MLlib's model or {@link sparkoptim.ml.LogisticRegressionModel} saved. */
  public static LogisticRegressionModel load(String path) {
    return Handover.isOf(sparkoptim.ml.LogisticRegressionModel.class, path)
        ? sparkoptim.ml.LogisticRegressionModel.load(path).toMLlib()
        : LogisticRegressionModel.load(path);
  }
}
