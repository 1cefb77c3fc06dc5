// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml.accelerate;

import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;

/** MLlib's stage, with MLlib's model, trained by {@link sparkoptim.ml.LinearRegression}. */
public final class AcceleratedLinearRegression extends LinearRegression {
  private static final long serialVersionUID = 1L;

  /** Creates a stage, as the server does for the one of a client. */
  public AcceleratedLinearRegression(String uid) {
    super(uid);
  }

  /** Creates a stage with a random identifier. */
  public AcceleratedLinearRegression() {}

  /** Reads a stage that MLlib saved. */
  public static AcceleratedLinearRegression load(String path) {
    LinearRegression saved = LinearRegression.load(path);
    return Handover.copied(saved, new AcceleratedLinearRegression(saved.uid()));
  }

  /** Writes MLlib's stage, so that every Spark can read it. */
  @Override
  public MLWriter write() {
    return Handover.copied(this, new LinearRegression(uid())).write();
  }

  @Override
  public LinearRegressionModel train(Dataset<?> rows) {
    var ours = new sparkoptim.ml.LinearRegression(uid());
    if (byNormalEquations() || !Handover.taken(this, ours, rows)) {
      return super.train(rows);
    }
    sparkoptim.ml.LinearRegressionModel fitted = ours.fit(rows);
    LinearRegressionModel model = Handover.of(this, fitted.toMLlib());
    if (fitted.hasSummary()) {
      double[] noErrors = {0}; // as MLlib has of every other solver
      double[] objectives = Handover.objectives(fitted.summary());
      model.createSummary(rows, noErrors, objectives, model.coefficients().toArray());
    }
    return model;
  }

  /** Its summary then has standard errors of its own. */
  private boolean byNormalEquations() {
    boolean sparse = getRegParam() > 0 && getElasticNetParam() > 0;
    boolean normal = getSolver().equals("normal") || (getSolver().equals("auto") && !sparse);
    boolean found = getLoss().equals("squaredError") && normal;
    if (found) {
      Handover.refuse(this, "the normal equations give its summary standard errors");
    }
    return found;
  }
}
