// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Arrays;
import sparkoptim.core.LossRange;
import sparkoptim.core.linear.LinearLoss;

/**
 * What a linear stage minimizes, and from where.
 *
 * @param loss of one margin, or softmax over the outputs
 * @param intercepts to start from, one per output
 * @param present the classes that have rows; outputs are those of softmax
 * @param penalty on the coefficients
 * @param lossRange what losses are measured by
 * @param route by one training or several
 * @param bounds of the model; null for none
 */
record LinearObjective(
    LinearLoss loss,
    double[] intercepts,
    PresentClasses present,
    PenaltyStrength penalty,
    LossRange lossRange,
    LinearRoute route,
    CoefficientBounds bounds) {

  /** Returns the objective of a classifier, of whose classes all or some have rows. */
  static LinearObjective ofClasses(
      LinearParams stage,
      LinearLoss loss,
      double[] intercepts,
      PresentClasses present,
      double[] labelWeights) {
    double ofNull = nullLoss(present.of(labelWeights), stage.getFitIntercept());
    return new LinearObjective(
        loss,
        intercepts,
        present,
        PenaltyStrength.of(stage),
        new LossRange(0, ofNull),
        LinearRoute.DIRECT,
        null);
  }

  /** Returns the objective of a stage with one output whose labels are numbers of any kind. */
  static LinearObjective ofNumbers(
      LinearParams stage, LinearLoss loss, double intercept, LossRange lossRange) {
    return new LinearObjective(
        loss,
        new double[] {intercept},
        PresentClasses.every(0),
        PenaltyStrength.of(stage),
        lossRange,
        LinearRoute.DIRECT,
        null);
  }

  /** Returns the same with other strengths of the penalties. */
  LinearObjective withPenalty(PenaltyStrength other) {
    return new LinearObjective(loss, intercepts, present, other, lossRange, route, bounds);
  }

  /** Returns the same to be trained by another route. */
  LinearObjective by(LinearRoute other) {
    return new LinearObjective(loss, intercepts, present, penalty, lossRange, other, bounds);
  }

  /** Returns the same within bounds. */
  LinearObjective within(CoefficientBounds other) {
    return new LinearObjective(loss, intercepts, present, penalty, lossRange, route, other);
  }

  /** Mean loss of the model without coefficients: the entropy of the classes' shares. */
  private static double nullLoss(double[] labelWeights, boolean intercept) {
    if (!intercept) {
      return StrictMath.log(labelWeights.length);
    }
    double weight = Arrays.stream(labelWeights).sum();
    double entropy = 0;
    for (double label : labelWeights) {
      entropy -= label > 0 ? label / weight * StrictMath.log(label / weight) : 0;
    }
    return entropy;
  }
}
