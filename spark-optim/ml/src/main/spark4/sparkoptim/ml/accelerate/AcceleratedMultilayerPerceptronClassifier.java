// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml.accelerate;

import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;

/**
 * MLlib's stage, with MLlib's model, trained by {@link
 * sparkoptim.ml.MultilayerPerceptronClassifier}.
 */
public final class AcceleratedMultilayerPerceptronClassifier
    extends MultilayerPerceptronClassifier {
  private static final long serialVersionUID = 1L;

  /** Creates a stage, as the server does for the one of a client. */
  public AcceleratedMultilayerPerceptronClassifier(String uid) {
    super(uid);
  }

  /** Creates a stage with a random identifier. */
  public AcceleratedMultilayerPerceptronClassifier() {}

  /** Reads a stage that MLlib saved. */
  public static AcceleratedMultilayerPerceptronClassifier load(String path) {
    MultilayerPerceptronClassifier saved = MultilayerPerceptronClassifier.load(path);
    return Handover.copied(saved, new AcceleratedMultilayerPerceptronClassifier(saved.uid()));
  }

  /** Writes MLlib's stage, so that every Spark can read it. */
  @Override
  public MLWriter write() {
    return Handover.copied(this, new MultilayerPerceptronClassifier(uid())).write();
  }

  @Override
  public MultilayerPerceptronClassificationModel train(Dataset<?> rows) {
    var ours = new sparkoptim.ml.MultilayerPerceptronClassifier(uid());
    if (!Handover.taken(this, ours, rows)) {
      return super.train(rows);
    }
    sparkoptim.ml.MultilayerPerceptronClassificationModel fitted = ours.fit(rows);
    MultilayerPerceptronClassificationModel model = Handover.of(this, fitted.toMLlib());
    if (fitted.hasSummary()) {
      model.createSummary(rows, Handover.objectives(fitted.summary()));
    }
    return model;
  }
}
