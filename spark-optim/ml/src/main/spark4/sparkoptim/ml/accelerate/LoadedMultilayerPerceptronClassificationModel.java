// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml.accelerate;

import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;

/**
 * What a server loads {@link MultilayerPerceptronClassificationModel} by: MLlib's models as they
 * are, and ours as MLlib's.
 */
public final class LoadedMultilayerPerceptronClassificationModel
    extends MultilayerPerceptronClassificationModel {
  private static final long serialVersionUID = 1L;

  /** Creates an empty model: the server finds only classes that it could make. */
  public LoadedMultilayerPerceptronClassificationModel() {}

  /**
   * Reads what MLlib's model or {@link sparkoptim.ml.MultilayerPerceptronClassificationModel}
   * saved.
   */
  public static MultilayerPerceptronClassificationModel load(String path) {
    return Handover.isOf(sparkoptim.ml.MultilayerPerceptronClassificationModel.class, path)
        ? sparkoptim.ml.MultilayerPerceptronClassificationModel.load(path).toMLlib()
        : MultilayerPerceptronClassificationModel.load(path);
  }
}
