// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkException;
import org.apache.spark.unsafe.Platform;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.StopReason;

/** What becomes of rounds that fail. */
class RoundFailureTest {
  private static final String METHOD = "svrg + sgd + constant(0.05)";
  private static final RoundLimit THREE_STEPS = RoundLimit.ofSteps(3);
  private static SmallFit fit;
  private static TrainingState undisturbed;

  @BeforeAll
  static void intoShards() {
    fit = new SmallFit(3, 2);
    undisturbed = fit.train(fit.training(METHOD, 50, 12));
  }

  /** A fetch that fails in local mode takes the only block manager off Spark's list. */
  @AfterAll
  static void close() {
    fit.close();
    LocalSpark.stop();
  }

  @BeforeEach
  void quiet() {
    context().setLogLevel("OFF");
    FailingProblem.ANSWERS.set(0);
    FailingProblem.waiting = new CountDownLatch(1);
  }

  private static SparkContext context() {
    return LocalSpark.context().sc();
  }

  private static Engine engine(String name) {
    return switch (name) {
      case "job" -> new JobEngine();
      case "two ranks" -> SmallFit.twoRanks();
      default -> new RoundEngine();
    };
  }

  private static Training failing(int from, int failures, boolean waits) {
    Training sound = fit.training(METHOD, 50, 12);
    return new Training(
        "test",
        OptimMethod.parse(METHOD),
        new FailingProblem(fit.problem, from, failures, waits),
        sound.batchSize(),
        sound.steps(),
        0,
        sound.point());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ranks", "job", "two ranks"})
  void train_taskThatThrowsTwice_givesTheSameBits(String engine) {
    TrainingState state =
        new TrainingDriver(engine(engine), THREE_STEPS).train(failing(6, 2, false), fit.shards);
    assertThat(FailingProblem.ANSWERS.get()).isGreaterThan(8);
    assertThat(state.served()).isEqualTo(undisturbed.served());
    assertThat(SmallFit.points(state)).isEqualTo(SmallFit.points(undisturbed));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ranks", "job", "two ranks"})
  void train_taskThatAlwaysThrows_endsAfterFourTriesWithTheLastGoodState(String engine) {
    List<Integer> rounds = new ArrayList<>();
    Engine counted = new Counted(engine(engine), rounds);
    Training training = failing(6, Integer.MAX_VALUE, false);
    TrainingDriver endless = new TrainingDriver(counted, THREE_STEPS);
    TrainingFailedException failure =
        catchThrowableOfType(
            TrainingFailedException.class, () -> endless.train(training, fit.shards));
    assertThat(failure)
        .hasMessageContaining("the round after step 3 failed, 4 of at most 4 times")
        .hasMessageContaining("a fault of the test")
        .hasMessageContaining("checkpointDir is not set; the state after step 3 is in this")
        .hasStackTraceContaining("org.apache.spark.SparkException");
    assertThat(rounds).containsExactly(0, 3, 3, 3, 3);
    assertThat(failure.lastGood().orElseThrow().steps()).isEqualTo(3);
    assertThat(context().isStopped()).isFalse();
    TrainingState goneOn =
        new RoundEngine()
            .round(
                fit.training(METHOD, 50, 12),
                fit.shards,
                failure.lastGood().orElseThrow(),
                RoundLimit.DEFAULT);
    assertThat(goneOn.served()).isEqualTo(undisturbed.served());
  }

  /** Notes the step at the start of every round. */
  private record Counted(Engine engine, List<Integer> rounds) implements Engine {
    @Override
    public TrainingState round(
        Training training, Shards shards, TrainingState from, RoundLimit limit) {
      rounds.add(from == null ? 0 : (int) from.steps());
      return engine.round(training, shards, from, limit);
    }

    @Override
    public String description() {
      return engine.description();
    }
  }

  @Test
  void train_failuresOfDifferentRounds_areNotAddedUp() {
    int[] calls = {0};
    Engine everyOther =
        new Engine() {
          @Override
          public TrainingState round(
              Training training, Shards shards, TrainingState from, RoundLimit limit) {
            if (calls[0]++ % 2 == 0) {
              throw new IllegalStateException("every other time");
            }
            return new RoundEngine().round(training, shards, from, limit);
          }

          @Override
          public String description() {
            return "every other";
          }
        };
    RetryPolicy twice = new RetryPolicy(2, 0);
    TrainingState state =
        new TrainingDriver(everyOther, THREE_STEPS, twice, StateStore.NONE)
            .train(fit.training(METHOD, 50, 12), fit.shards);
    assertThat(calls[0]).isEqualTo(8);
    assertThat(state.served()).isEqualTo(undisturbed.served());
  }

  @Test
  void train_roundThatFailsAgainAndAgain_becomesShorter() {
    List<Double> seconds = new ArrayList<>();
    Engine third =
        new Engine() {
          @Override
          public TrainingState round(
              Training training, Shards shards, TrainingState from, RoundLimit limit) {
            seconds.add(limit.seconds());
            if (seconds.size() % 4 != 0) {
              throw new IllegalStateException("three of four times");
            }
            return new RoundEngine().round(training, shards, from, RoundLimit.ofSteps(6));
          }

          @Override
          public String description() {
            return "third";
          }
        };
    RoundLimit tenSeconds = new RoundLimit(6, 10, false);
    new TrainingDriver(third, tenSeconds).train(fit.training(METHOD, 50, 12), fit.shards);
    assertThat(seconds).containsExactly(10.0, 5.0, 2.5, 1.25, 10.0, 5.0, 2.5, 1.25);
  }

  @Test
  void train_refusedOrCancelled_comesOutAtOnceAsItIs() {
    for (Exception thrown :
        List.of(
            new IllegalArgumentException("a setting"),
            new UnsupportedOperationException("no table"),
            new CancellationException("stop"),
            new InterruptedException("stop"),
            new SparkException("Job 7 cancelled part of cancelled job group g", null),
            new IllegalStateException("Cannot call methods on a stopped SparkContext."),
            new SparkException(
                "Stage failed because barrier task ResultTask(3, 0) finished unsuccessfully.\n"
                    + "java.lang.IllegalArgumentException: a label\n\tat sparkoptim",
                null),
            new SparkException(
                "Job aborted due to stage failure", new IllegalArgumentException("a label")))) {
      int[] calls = {0};
      TrainingDriver rounds = new TrainingDriver(new Throwing(thrown, calls), THREE_STEPS);
      assertThat(catchThrowable(() -> rounds.train(fit.training(METHOD, 50, 12), fit.shards)))
          .isSameAs(thrown);
      assertThat(calls[0]).as(thrown.toString()).isEqualTo(1);
    }
  }

  /** Throws what Scala would throw: checked exceptions too. */
  private record Throwing(Exception thrown, int[] calls) implements Engine {
    @Override
    public TrainingState round(
        Training training, Shards shards, TrainingState from, RoundLimit limit) {
      calls[0]++;
      Platform.throwException(thrown);
      return null;
    }

    @Override
    public String description() {
      return "throwing";
    }
  }

  @Test
  void train_cancelledJobGroup_endsWithoutAnotherTry() throws Exception {
    Training waits = failing(6, Integer.MAX_VALUE, true);
    CompletableFuture<Throwable> thrown =
        CompletableFuture.supplyAsync(
            () -> {
              context().setJobGroup("to be cancelled", "test", true);
              return catchThrowable(
                  () ->
                      new TrainingDriver(new RoundEngine(), THREE_STEPS).train(waits, fit.shards));
            });
    assertThat(FailingProblem.waiting.await(30, TimeUnit.SECONDS)).isTrue();
    context().cancelJobGroup("to be cancelled");
    assertThat(thrown.get(10, TimeUnit.SECONDS))
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("cancelled");
    assertThat(FailingProblem.ANSWERS.get()).isEqualTo(7);
  }

  @Test
  void train_diverging_carriesTheStateBeforeTheRound() {
    Training training = fit.training("sgd + linear(0.01, 1e300)", 50, 12);
    for (String engine : List.of("ranks", "job", "two ranks")) {
      TrainingDriver rounds = new TrainingDriver(engine(engine), RoundLimit.ofSteps(1));
      TrainingDivergedException diverged =
          catchThrowableOfType(
              TrainingDivergedException.class, () -> rounds.train(training, fit.shards));
      assertThat(diverged).hasMessageStartingWith("diverged at step ");
      TrainingState lastGood = diverged.lastGood().orElseThrow();
      assertThat(lastGood.steps()).isEqualTo(diverged.step()).isPositive();
    }
    TrainingDriver whole = new TrainingDriver(new RoundEngine(), RoundLimit.DEFAULT);
    assertThat(
            catchThrowableOfType(
                    TrainingDivergedException.class, () -> whole.train(training, fit.shards))
                .lastGood())
        .isEmpty();
  }

  @Test
  void train_cachedAndShuffledBlocksLost_givesTheSameBits() {
    Engine forgetful =
        new Engine() {
          @Override
          public TrainingState round(
              Training training, Shards shards, TrainingState from, RoundLimit limit) {
            TrainingState state = new RoundEngine().round(training, shards, from, limit);
            LocalSpark.context()
                .getPersistentRDDs()
                .keySet()
                .forEach(id -> SparkEnv.get().blockManager().removeRdd(id));
            for (int shuffle = 0; shuffle < 500; shuffle++) {
              SparkEnv.get().shuffleManager().unregisterShuffle(shuffle);
            }
            return state;
          }

          @Override
          public String description() {
            return "forgetful";
          }
        };
    TrainingState state =
        new TrainingDriver(forgetful, THREE_STEPS).train(fit.training(METHOD, 50, 12), fit.shards);
    assertThat(state.stopReason()).isEqualTo(StopReason.MAX_ITER);
    assertThat(state.served()).isEqualTo(undisturbed.served());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ranks", "job", "two ranks"})
  void train_timeOver_endsWithAServedPoint(String engine) {
    Training training = fit.training(METHOD, 50, 1_000_000_000);
    RetryPolicy tenth = new RetryPolicy(4, 0.1);
    TrainingState state =
        new TrainingDriver(engine(engine), RoundLimit.DEFAULT, tenth, StateStore.NONE)
            .train(training, fit.shards);
    assertThat(state.stopReason()).isEqualTo(StopReason.TIME_LIMIT);
    assertThat(state.steps()).isPositive();
    assertThat(state.served()).hasSize(SmallFit.WIDTH + 1).isNotEqualTo(new double[9]);
    assertThat(state.curve().last().objective).isLessThan(Math.log(2));
    assertThat(state.unfinished().stopReason()).isNull();
    assertThat(state.unfinished().curve().points()).hasSize(state.curve().points().size() - 1);
  }

  @Test
  void rules_outOfRange_areRefused() {
    assertThatThrownBy(() -> new RetryPolicy(0, 0))
        .hasMessage("maxRoundFailures must be >= 1, was 0");
    assertThatThrownBy(() -> new RetryPolicy(4, -1))
        .hasMessage("maxSeconds must be finite and >= 0 (0: no limit), was -1.0");
    assertThatThrownBy(() -> new RetryPolicy(4, Double.NaN)).hasMessageContaining("NaN");
  }
}
