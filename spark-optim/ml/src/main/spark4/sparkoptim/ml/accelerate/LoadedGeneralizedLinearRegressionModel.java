// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml.accelerate;

import org.apache.spark.ml.regression.GeneralizedLinearRegressionModel;

/**
 * What a server loads {@link GeneralizedLinearRegressionModel} by: MLlib's models as they are, and
 * ours as MLlib's.
 */
public final class LoadedGeneralizedLinearRegressionModel extends GeneralizedLinearRegressionModel {
  private static final long serialVersionUID = 1L;

  /** Creates an empty model: the server finds only classes that it could make. */
  public LoadedGeneralizedLinearRegressionModel() {}

  /** Reads what MLlib's model or {@link sparkoptim.ml.PoissonRegressionModel} saved. */
  public static GeneralizedLinearRegressionModel load(String path) {
    return Handover.isOf(sparkoptim.ml.PoissonRegressionModel.class, path)
        ? sparkoptim.ml.PoissonRegressionModel.load(path).toMLlib()
        : GeneralizedLinearRegressionModel.load(path);
  }
}
