package sparkoptim.engine;

import java.util.concurrent.CancellationException;
import org.apache.spark.TaskContext;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Gradient;
import sparkoptim.core.Iteration;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;
import sparkoptim.core.reduce.FixedTree;
import sparkoptim.core.sharded.ShardedObjective;

/** A training under way in one place: the loop, its curve, and reports of its progress. */
final class TrainingRun {
  private static final long REPORT_NANOS = 200_000_000L;

  private final Training training;
  private final ShardedObjective objective;
  private final Loop loop;
  private TrainingCurve curve = new TrainingCurve();
  private double secondsBefore;

  TrainingRun(Training training, ShardedObjective objective, Loop loop) {
    this.training = training;
    this.objective = objective;
    this.loop = loop;
  }

  /** Goes on from the end of an earlier part; null is the start. */
  TrainingRun from(TrainingState state) {
    if (state != null) {
      state.loop().restore(loop);
      curve = state.curve();
      secondsBefore = state.seconds();
    }
    return this;
  }

  /**
   * Makes steps until the training ends or a limit is reached; where the parts end never changes
   * what is computed.
   *
   * @param steps at most so many
   * @param seconds stop after so long
   * @param reports receives progress several times a second
   */
  TrainingState advance(long steps, double seconds, ProgressListener reports) {
    long start = System.nanoTime();
    long reported = start;
    long last = loop.step() + Math.min(steps, training.steps() - loop.step());
    while (loop.step() < last && loop.hasNext()) {
      requireNotCancelled();
      double before = loop.passes();
      Iteration step = loop.next();
      long now = System.nanoTime();
      double total = secondsBefore + (now - start) / 1e9;
      curve.add(step, before, loop.passes(), total, epochEnds());
      if (now - reported > REPORT_NANOS) {
        reported = now;
        double loss = Double.isNaN(step.objective()) ? step.loss() : step.objective();
        reports.progress(progress(loss, step.stepSize(), total, false));
      }
      if (now - start > seconds * 1e9) {
        break;
      }
    }
    double total = secondsBefore + (System.nanoTime() - start) / 1e9;
    double[] served = loop.stopReason() == null ? null : finish(total, reports);
    return new TrainingState(
        LoopState.of(loop), curve, total, loop.stopReason(), loop.step(), loop.passes(), served);
  }

  /** A cancelled job kills its tasks by a flag that they must look at. */
  private void requireNotCancelled() {
    TaskContext task = TaskContext.get();
    if (Thread.currentThread().isInterrupted() || (task != null && task.isInterrupted())) {
      throw new CancellationException("the fit was cancelled at step " + loop.step());
    }
  }

  private boolean epochEnds() {
    return loop.step() % objective.stepsPerEpoch() == 0 || loop.step() == training.steps();
  }

  private Progress progress(double loss, double stepSize, double seconds, boolean ended) {
    double rows = loop.passes() * objective.full().rows();
    return new Progress(
        training.name(),
        loop.step(),
        training.steps(),
        loop.passes(),
        loss,
        stepSize,
        rows / seconds,
        seconds,
        ended);
  }

  /** The full objective at the served point ends the curve; returns the point. */
  private double[] finish(double seconds, ProgressListener reports) {
    double[] served = loop.served().clone();
    Gradient gradient = new Gradient(served.length);
    double loss = objective.full().evaluate(served, gradient);
    if (!Double.isFinite(loss)) {
      throw new DivergedException(loop.step(), "the full loss", loss);
    }
    double norm = Math.sqrt(FixedTree.dot(gradient.values, gradient.values));
    curve.finish(loop.step(), loop.passes(), loss, norm, seconds);
    reports.progress(progress(loss, curve.last().stepSize, seconds, true));
    return served;
  }
}
