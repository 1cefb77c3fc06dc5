// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

import sparkoptim.core.DivergedException;
import sparkoptim.core.MarginOracle;
import sparkoptim.core.MarginPoint;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.Stateful;

/** The point and the trial of a run, with the gradients and the mean curvature at both. */
final class Iterates implements Stateful {
  /** The accepted point. */
  MarginPoint x;

  /** Where the next evaluation is. */
  MarginPoint trial;

  /** Held part of the gradient at the point. */
  double[] gradient;

  /** Held part of the gradient at the trial. */
  double[] trialGradient;

  /** K means of the curvature at the point, and K of its change since the metric. */
  final double[] curvature;

  /** The loss at the point. */
  double loss;

  /** The loss at the start. */
  double firstLoss;

  /** By how much the last move lowered the loss; infinite before the first. */
  double decrease = Double.POSITIVE_INFINITY;

  private final double[] trialCurvature;

  /** Creates a run's points; the start is the first trial. */
  Iterates(double[] start, int outputs) {
    int size = start.length;
    x = new MarginPoint(size);
    trial = new MarginPoint(size);
    System.arraycopy(start, 0, x.point, 0, size);
    System.arraycopy(start, 0, trial.point, 0, size);
    gradient = new double[size];
    trialGradient = new double[size];
    curvature = new double[2 * outputs];
    trialCurvature = new double[2 * outputs];
  }

  /**
   * Evaluates at the trial; collective.
   *
   * @param since where the metric was made; null before the first
   * @return the loss there
   */
  double evaluate(MarginOracle margins, MarginPoint since) {
    return margins.evaluate(trial, x, since, trialGradient, trialCurvature);
  }

  /**
   * Takes the start for the first point.
   *
   * @throws DivergedException if its loss is not finite
   */
  void begin(long step, double startLoss) {
    if (!Double.isFinite(startLoss)) {
      throw new DivergedException(step, "the loss", startLoss);
    }
    firstLoss = startLoss;
    accept(startLoss);
  }

  /** Moves to the trial. */
  void move(double trialLoss) {
    decrease = loss - trialLoss;
    accept(trialLoss);
  }

  private void accept(double trialLoss) {
    loss = trialLoss;
    MarginPoint point = x;
    x = trial;
    trial = point;
    double[] other = gradient;
    gradient = trialGradient;
    trialGradient = other;
    System.arraycopy(trialCurvature, 0, curvature, 0, curvature.length);
  }

  @Override
  public void fields(StateVisitor fields) {
    fields.vector("x", x.point);
    fields.vector("trial", trial.point);
    fields.vector("gradient", gradient);
    loss = fields.number("loss", loss);
    firstLoss = fields.number("firstLoss", firstLoss);
    decrease = fields.number("decrease", decrease);
    for (int k = 0; k < curvature.length; k++) {
      curvature[k] = fields.number("curvature" + k, curvature[k]);
    }
  }
}
