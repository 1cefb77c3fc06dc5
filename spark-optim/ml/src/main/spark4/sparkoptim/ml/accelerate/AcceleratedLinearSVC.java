// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml.accelerate;

import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LinearSVCModel;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;

/** MLlib's stage, with MLlib's model, trained by {@link sparkoptim.ml.LinearSVC}. */
public final class AcceleratedLinearSVC extends LinearSVC {
  private static final long serialVersionUID = 1L;

  /** Creates a stage, as the server does for the one of a client. */
  public AcceleratedLinearSVC(String uid) {
    super(uid);
  }

  /** Creates a stage with a random identifier. */
  public AcceleratedLinearSVC() {}

  /** Reads a stage that MLlib saved. */
  public static AcceleratedLinearSVC load(String path) {
    LinearSVC saved = LinearSVC.load(path);
    return Handover.copied(saved, new AcceleratedLinearSVC(saved.uid()));
  }

  /** Writes MLlib's stage, so that every Spark can read it. */
  @Override
  public MLWriter write() {
    return Handover.copied(this, new LinearSVC(uid())).write();
  }

  @Override
  public LinearSVCModel train(Dataset<?> rows) {
    var ours = new sparkoptim.ml.LinearSVC(uid());
    if (!Handover.taken(this, ours, rows)) {
      return super.train(rows);
    }
    sparkoptim.ml.LinearSVCModel fitted = ours.fit(rows);
    LinearSVCModel model = Handover.of(this, fitted.toMLlib());
    if (fitted.hasSummary()) {
      model.createSummary(rows, Handover.objectives(fitted.summary()));
    }
    return model;
  }
}
