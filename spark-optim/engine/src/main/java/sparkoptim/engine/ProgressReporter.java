// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import sparkoptim.core.Iteration;
import sparkoptim.core.Loop;

/** Makes the reports of a run under way, a few a second. */
final class ProgressReporter {
  private static final long INTERVAL_NANOS = 200_000_000L;

  private final Training training;
  private final Loop loop;
  private final ProgressListener to;
  private long reported;
  private double objective = Double.NaN;
  private double gradientNorm = Double.NaN;

  /**
   * Reports of a run from here on.
   *
   * @param curve of the run so far
   * @param now of the clock in nanoseconds
   */
  ProgressReporter(
      Training training, Loop loop, TrainingCurve curve, ProgressListener to, long now) {
    this.training = training;
    this.loop = loop;
    this.to = to;
    reported = now;
    TrainingCurve.Point known = curve.lastFull();
    if (known != null) {
      objective = known.objective;
      gradientNorm = known.gradientNorm;
    }
  }

  /** Takes note of a step; whether it is time for a report. */
  boolean due(Iteration step, long now) {
    if (!Double.isNaN(step.objective())) {
      objective = step.objective();
      gradientNorm = step.gradientNorm();
    }
    return now - reported > INTERVAL_NANOS;
  }

  /** Reports after a step. */
  void report(Iteration step, TrainingRun.Spent spent, long now) {
    reported = now;
    double loss = Double.isNaN(step.objective()) ? step.loss() : step.objective();
    tell(loss, step.stepSize(), spent, false);
  }

  /** Reports the end, where the curve ends. */
  void end(TrainingCurve.Point last, TrainingRun.Spent spent) {
    objective = last.objective;
    gradientNorm = last.gradientNorm;
    tell(last.objective, last.stepSize, spent, true);
  }

  private void tell(double loss, double stepSize, TrainingRun.Spent spent, boolean ended) {
    double rows = loop.passes() * training.problem().rows();
    to.progress(
        new Progress(
            training.name(),
            loop.step(),
            training.steps(),
            loop.step() / loop.context().plan().stepsPerEpoch(),
            loop.passes(),
            loss,
            objective,
            gradientNorm,
            stepSize,
            rows / spent.seconds(),
            spent.seconds(),
            spent.communicationCost(),
            ended));
  }
}
