// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.List;
import java.util.concurrent.CancellationException;
import org.apache.spark.TaskContext;
import sparkoptim.core.Capability;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Gradient;
import sparkoptim.core.Iteration;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;
import sparkoptim.core.StopReason;
import sparkoptim.core.ranks.RankCollective;
import sparkoptim.core.sharded.CommunicationCost;
import sparkoptim.core.sharded.ShardedObjective;

/** A training under way in one place: the loop, its curve, and reports of its progress. */
final class TrainingRun {
  private final Training training;
  private final ShardedObjective objective;
  private final Loop loop;
  private final CommunicationCost communicationCost;

  /** Whether a step shows the objective where it ends, and not at a snapshot before. */
  private final boolean measuresAfterSteps;

  private TrainingCurve curve = new TrainingCurve();
  private RankCollective ranks;
  private Spent before = new Spent(0, new CommunicationCost());

  /** Seconds of training, and what of them was not computing. */
  record Spent(double seconds, CommunicationCost communicationCost) {}

  /**
   * Creates a run that has not begun.
   *
   * @param communicationCost of the collective behind the objective; live
   */
  TrainingRun(
      Training training,
      ShardedObjective objective,
      Loop loop,
      CommunicationCost communicationCost) {
    this.training = training;
    this.objective = objective;
    this.loop = loop;
    this.communicationCost = communicationCost;
    measuresAfterSteps = loop.method().rule().offers().contains(Capability.GAP);
  }

  /** Goes on from the end of an earlier part; null is the start. */
  TrainingRun from(TrainingState state) {
    if (state != null) {
      state.loop().restore(loop);
      curve = new TrainingCurve(state.curve());
      before = new Spent(state.seconds(), state.communicationCost());
    }
    return this;
  }

  /**
   * Creates the run of one of several ranks: they end a round by the clock at one step, when the
   * first asks for it.
   */
  TrainingRun endingTogether(RankCollective collective) {
    ranks = collective;
    return this;
  }

  /** Returns the loop. */
  Loop loop() {
    return loop;
  }

  /** Returns the point that the method serves now. */
  double[] served() {
    return loop.served().clone();
  }

  private boolean ends(boolean late) {
    if (ranks == null) {
      return late;
    }
    if (late) {
      ranks.vote();
    }
    return ranks.agreed();
  }

  /**
   * Makes steps until the training ends or a limit is reached; where the parts end never changes
   * what is computed.
   *
   * @param reports receives progress several times a second
   * @throws CancellationException if the thread is interrupted, and it stays so, or its task is
   *     killed
   */
  TrainingState advance(RoundLimit limit, ProgressListener reports) {
    long start = System.nanoTime();
    ProgressReporter reporter = new ProgressReporter(training, loop, curve, reports, start);
    boolean outOfTime = false;
    long last = loop.step() + Math.min(limit.steps(), training.steps() - loop.step());
    while (loop.step() < last && loop.begin()) {
      requireNotCancelled();
      double passes = loop.passes();
      Iteration step = loop.next();
      long now = System.nanoTime();
      double measured = measuresAfterSteps ? loop.passes() : passes;
      curve.add(step, measured, loop.passes(), seconds(start, now), epochEnds());
      if (reporter.due(step, now)) {
        reporter.report(step, spent(start, now), now);
      }
      if (ends(now - start > limit.seconds() * 1e9)) {
        outOfTime = limit.last();
        break;
      }
    }
    StopReason stopReason = loop.stopReason();
    if (stopReason == null && outOfTime) {
      stopReason = StopReason.TIME_LIMIT;
    }
    double[] served = stopReason == null ? null : finish(seconds(start, System.nanoTime()));
    Spent spent = spent(start, System.nanoTime());
    if (served != null) {
      reporter.end(curve.last(), spent);
    }
    return new TrainingState(
        LoopState.of(loop),
        curve,
        spent.seconds(),
        stopReason,
        loop.step(),
        loop.passes(),
        served,
        spent.communicationCost(),
        List.of());
  }

  private double seconds(long start, long now) {
    return before.seconds() + (now - start) / 1e9;
  }

  private Spent spent(long start, long now) {
    return new Spent(seconds(start, now), before.communicationCost().plus(communicationCost));
  }

  /**
   * Throws if the task was killed. A cancelled job kills its tasks by a flag that they must check.
   */
  private void requireNotCancelled() {
    TaskContext task = TaskContext.get();
    if (Thread.currentThread().isInterrupted() || (task != null && task.isInterrupted())) {
      throw new CancellationException("the fit was cancelled at step " + loop.step());
    }
  }

  private boolean epochEnds() {
    return loop.step() % objective.stepsPerEpoch() == 0 || loop.step() == training.steps();
  }

  /** Ends the curve with the full objective at the served point, and returns the point. */
  private double[] finish(double seconds) {
    double[] served = served();
    Gradient gradient = new Gradient(served.length);
    double loss = objective.full().evaluate(served, gradient);
    if (!Double.isFinite(loss)) {
      throw new DivergedException(loop.step(), "the full loss", loss);
    }
    double[] square = new double[1];
    objective.space().dots(gradient.values, new double[][] {gradient.values}, square);
    double norm = Math.sqrt(square[0]);
    curve.finish(loop.step(), loop.passes(), loss, norm, seconds);
    return served;
  }
}
