// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml.accelerate;

import org.apache.spark.ml.regression.LinearRegressionModel;

/**
 * What a server loads {@link LinearRegressionModel} by: MLlib's models as they are, and ours as
 * MLlib's.
 */
public final class LoadedLinearRegressionModel extends LinearRegressionModel {
  private static final long serialVersionUID = 1L;

  /** Creates an empty model: the server finds only classes that it could make. */
  public LoadedLinearRegressionModel() {}

  /** Reads what MLlib's model or {@link sparkoptim.ml.LinearRegressionModel} saved. */
  public static LinearRegressionModel load(String path) {
    return Handover.isOf(sparkoptim.ml.LinearRegressionModel.class, path)
        ? sparkoptim.ml.LinearRegressionModel.load(path).toMLlib()
        : LinearRegressionModel.load(path);
  }
}
