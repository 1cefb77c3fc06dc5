// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml.accelerate;

import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;

/** MLlib's stage, with MLlib's model, trained by {@link sparkoptim.ml.LogisticRegression}. */
public final class AcceleratedLogisticRegression extends LogisticRegression {
  private static final long serialVersionUID = 1L;

  /** Creates a stage, as the server does for the one of a client. */
  public AcceleratedLogisticRegression(String uid) {
    super(uid);
  }

  /** Creates a stage with a random identifier. */
  public AcceleratedLogisticRegression() {}

  /** Reads a stage that MLlib saved. */
  public static AcceleratedLogisticRegression load(String path) {
    LogisticRegression saved = LogisticRegression.load(path);
    return Handover.copied(saved, new AcceleratedLogisticRegression(saved.uid()));
  }

  /** Writes MLlib's stage, so that every Spark can read it. */
  @Override
  public MLWriter write() {
    return Handover.copied(this, new LogisticRegression(uid())).write();
  }

  @Override
  public LogisticRegressionModel train(Dataset<?> rows) {
    var ours = new sparkoptim.ml.LogisticRegression(uid());
    if (!Handover.taken(this, ours, rows)) {
      return super.train(rows);
    }
    sparkoptim.ml.LogisticRegressionModel fitted = ours.fit(rows);
    LogisticRegressionModel model = Handover.of(this, fitted.toMLlib());
    if (fitted.hasSummary()) {
      model.createSummary(rows, Handover.objectives(fitted.summary()));
    }
    return model;
  }
}
