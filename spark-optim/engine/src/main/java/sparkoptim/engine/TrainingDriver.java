// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.DivergedException;
import sparkoptim.core.PlainText;

/**
 * Runs a training to its end, round after round, and tells listeners how it goes. A round that
 * fails runs again from the state at its start: a round is a function of that state, and lost
 * shards are made again from the input.
 */
public final class TrainingDriver {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingDriver.class);

  private final Engine engine;
  private final RoundSchedule schedule;
  private final RetryPolicy rules;
  private final StateStore keeper;

  /** Drives rounds of an engine that end at a limit. */
  public TrainingDriver(Engine engine, RoundLimit limit) {
    this(engine, limit, RetryPolicy.DEFAULT, StateStore.NONE);
  }

  /** Drives rounds of an engine that end at a limit, under rules, with their states kept. */
  public TrainingDriver(Engine engine, RoundLimit limit, RetryPolicy rules, StateStore keeper) {
    this(engine, state -> limit, rules, keeper);
  }

  /** Drives rounds of an engine as long as a schedule says, under rules, with their states kept. */
  public TrainingDriver(
      Engine engine, RoundSchedule schedule, RetryPolicy rules, StateStore keeper) {
    this.engine = engine;
    this.schedule = schedule;
    this.rules = rules;
    this.keeper = keeper;
  }

  /**
   * Trains to the end, or to where the schedule ends it. Cancellation comes out as it is, at once.
   * In {@link FitJobs}, an interrupted thread leaves no Spark job behind.
   *
   * @throws TrainingDivergedException if the loss or the point became infinite or NaN
   * @throws TrainingFailedException if a round failed {@link RetryPolicy#maxRoundFailures} times
   * @throws IllegalArgumentException if the method does not fit the problem
   */
  public TrainingState train(Training training, Shards shards) {
    ProgressEndpoint.ensureRunning();
    String fit = training.name();
    ProgressListeners.each(listener -> listener.fitStarted(fit, engine.description()));
    if (keeper != StateStore.NONE) {
      ProgressListeners.each(listener -> listener.checkpointsBegin(fit));
    }
    Exception failure = new IllegalStateException("the fit ended with an error");
    try (JobProperties jobs = new JobProperties(shards.context())) {
      jobs.interruptOnCancel();
      TrainingState state = rounds(training, shards, jobs);
      failure = null;
      return state;
    } catch (Exception e) {
      failure = e;
      throw e;
    } finally {
      Exception end = failure;
      ProgressListeners.each(listener -> listener.fitEnded(fit, end));
    }
  }

  private TrainingState rounds(Training training, Shards shards, JobProperties jobs) {
    long start = System.nanoTime();
    TrainingState state = keeper.resume(training);
    if (state != null) {
      long step = state.steps();
      String origin = keeper.origin();
      ProgressListeners.each(listener -> listener.resumed(training.name(), step, origin));
    }
    while (state == null || state.stopReason() == null) {
      RoundLimit limit = schedule.next(state);
      if (limit == null) {
        break;
      }
      describe(jobs, training.name(), state);
      state = round(training, shards, state, limit, start);
      TrainingState ended = state;
      ProgressListeners.each(listener -> listener.roundEnded(training.name(), ended));
      if (state.stopReason() == null) {
        keeper.roundEnded(state);
        if (keeper.keeps(state)) {
          ProgressListeners.each(l -> l.checkpointed(training.name(), ended.steps()));
        }
      }
    }
    keeper.ended(state);
    return state;
  }

  private TrainingState round(
      Training training, Shards shards, TrainingState from, RoundLimit limit, long startNanos) {
    for (int failures = 1; ; failures++) {
      try {
        // Where executors are lost again and again, short rounds lose less.
        RoundLimit shorter = limit.atMost(limit.seconds() / (1 << (failures - 1)));
        RoundLimit until = shorter.within(rules.secondsLeft(startNanos));
        return engine.round(training, shards, from, until);
      } catch (DivergedException e) {
        throw new TrainingDivergedException(e, from);
      } catch (Exception e) { // Spark's are checked ones that Scala does not declare
        if (FailureCause.isFinal(e)) {
          throw e;
        }
        ProgressListeners.each(listener -> listener.roundFailed(training.name(), e));
        String what =
            PlainText.of(
                "%s: the round after step %d failed, %d of at most %d times: %s",
                training.name(),
                from == null ? 0 : from.steps(),
                failures,
                rules.maxRoundFailures(),
                FailureCause.text(e));
        if (failures == rules.maxRoundFailures()) {
          throw new TrainingFailedException(what + ". " + keeper.failed(from), e, from);
        }
        LOG.warn("{}; it runs again", what);
      }
    }
  }

  private static void describe(JobProperties jobs, String fit, TrainingState state) {
    if (state == null || state.curve().points().isEmpty()) {
      jobs.describe(fit, 0, Double.NaN);
    } else {
      TrainingCurve.Point last = state.curve().last();
      jobs.describe(fit, last.epoch, last.objective);
    }
  }
}
