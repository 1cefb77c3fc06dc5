// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml.accelerate;

import org.apache.spark.ml.classification.LinearSVCModel;

/**
 * What a server loads {@link LinearSVCModel} by: MLlib's models as they are, and ours as MLlib's.
 */
public final class LoadedLinearSVCModel extends LinearSVCModel {
  private static final long serialVersionUID = 1L;

  /** Creates an empty model: the server finds only classes that it could make. */
  public LoadedLinearSVCModel() {}

  /** Reads what MLlib's model or {@link sparkoptim.ml.LinearSVCModel} saved. */
  public static LinearSVCModel load(String path) {
    return Handover.isOf(sparkoptim.ml.LinearSVCModel.class, path)
        ? sparkoptim.ml.LinearSVCModel.load(path).toMLlib()
        : LinearSVCModel.load(path);
  }
}
