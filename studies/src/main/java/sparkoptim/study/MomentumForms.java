// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.Arrays;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.MethodParts;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Schedule;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.rule.AveragingForm;
import sparkoptim.core.rule.MomentumForm;
import sparkoptim.core.rule.PrimalAveraging;
import sparkoptim.core.stepsize.Cosine;

/**
 * Measures how far runs of the two forms of one method differ at most, relative to the largest
 * coordinate.
 */
final class MomentumForms {
  private static final double FALL = 0.1;
  private static final double ROUNDING = 1e-11;

  private final StudyTraining training;
  private final int epochs;
  private final double eta;
  private final double c;

  MomentumForms(StudyTraining training, int epochs, double eta, double c) {
    this.training = training;
    this.epochs = epochs;
    this.eta = eta;
    this.c = c;
  }

  Claim claim() {
    double constant = constant();
    double alpha = fallingAlpha();
    double averaging = fallingAveraging();
    return Claim.of(
        "SGD with momentum and primal averaging are one method, along schedules too",
        Math.max(constant, Math.max(alpha, averaging)) <= ROUNDING,
        "largest relative difference of iterates: constants %.1e, alpha falls %.1e, c falls %.1e",
        constant,
        alpha,
        averaging);
  }

  /** Returns the difference at constant settings. */
  private double constant() {
    double[] alpha = new double[steps()];
    double[] beta = new double[steps()];
    Arrays.fill(alpha, eta * c);
    Arrays.fill(beta, 1 - c);
    return apart(new MomentumForm(alpha, beta).averaging(eta), alpha, beta);
  }

  /** alpha falls to a tenth in the last epoch, where eta grows geometrically. */
  private double fallingAlpha() {
    double[] alpha = new double[steps()];
    double[] beta = new double[steps()];
    Arrays.fill(alpha, eta * c);
    Arrays.fill(alpha, steps() - (int) training.stepsPerEpoch(), steps(), FALL * eta * c);
    Arrays.fill(beta, 1 - c);
    return apart(new MomentumForm(alpha, beta).averaging(eta), alpha, beta);
  }

  /** c falls to a hundredth along half a cosine wave, where beta rises. */
  private double fallingAveraging() {
    double[] etas = new double[steps()];
    double[] averaging = new double[steps()];
    Schedule fall = new Cosine(c, c * FALL * FALL, 0, 1, Schedule.Per.STEP);
    Arrays.fill(etas, eta);
    Arrays.setAll(averaging, step -> fall.at(step, steps()));
    var form = new AveragingForm(etas, averaging);
    return apart(form, form.momentum().alpha(), form.momentum().beta());
  }

  private int steps() {
    return (int) (epochs * training.stepsPerEpoch());
  }

  private double apart(AveragingForm form, double[] alpha, double[] beta) {
    OptimMethod spa =
        new MethodParts(
                null,
                new PrimalAveraging(new ListedSchedule(form.averaging())),
                new ListedSchedule(form.eta()),
                null)
            .toMethod();
    Loop loop = training.loop(spa, epochs);
    StochasticObjective objective = training.objective();
    double[] x = loop.served().clone();
    double[] velocity = new double[x.length];
    Gradient gradient = new Gradient(x.length);
    double most = 0;
    for (int step = 0; step < steps(); step++) {
      objective.batch(step).evaluate(x, gradient);
      for (int i = 0; i < x.length; i++) {
        velocity[i] = beta[step] * velocity[i] + gradient.values[i];
        x[i] -= alpha[step] * velocity[i];
      }
      loop.next();
      most = Math.max(most, apart(x, loop.served()));
    }
    return most;
  }

  private static double apart(double[] a, double[] b) {
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      difference = Math.max(difference, Math.abs(a[i] - b[i]));
      largest = Math.max(largest, Math.abs(a[i]));
    }
    return largest == 0 ? 0 : difference / largest;
  }
}
