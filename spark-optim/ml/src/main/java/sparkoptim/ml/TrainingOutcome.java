// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import sparkoptim.core.StopReason;
import sparkoptim.core.sharded.CommunicationCost;
import sparkoptim.engine.TrainingCurve;
import sparkoptim.engine.TrainingState;

/**
 * The results of a training, whatever the model.
 *
 * @param state the end of the training
 * @param rows rows trained on
 * @param features number of features
 * @param optimMethod the method with every setting
 * @param engine that ran it
 * @param engineReason why that engine
 * @param numShards that the rows were dealt into
 * @param importances of the features; null where they are not known
 * @param validationLosses losses of rows to validate by, at the end of every epoch; empty without
 */
record TrainingOutcome(
    TrainingState state,
    long rows,
    int features,
    String optimMethod,
    String engine,
    String engineReason,
    int numShards,
    FeatureImportances importances,
    double[] validationLosses) {

  /**
   * Returns the results where the best model is known without training, and the objective there.
   */
  static TrainingOutcome known(long rows, int features, double objective, int numShards) {
    TrainingCurve curve = new TrainingCurve();
    curve.addTable(new double[] {0, 0, 0, objective, 0, Double.NaN, 0});
    TrainingState state =
        new TrainingState(
            null,
            curve,
            0,
            StopReason.CONVERGED,
            0,
            0,
            null,
            new CommunicationCost(),
            List.of("Java, StrictMath"));
    return new TrainingOutcome(
        state,
        rows,
        features,
        "none",
        "none",
        "no training is needed",
        numShards,
        null,
        new double[0]);
  }
}
