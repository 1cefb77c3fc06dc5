// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.StopReason;
import sparkoptim.engine.checkpoint.CheckpointException;
import sparkoptim.engine.checkpoint.CheckpointSettings;
import sparkoptim.engine.checkpoint.Checkpoints;
import sparkoptim.engine.checkpoint.Resume;

/** A training that was stopped goes on from its files with the bits of one that never was. */
class CheckpointsTest {
  private static final String METHOD = "svrg + sgd(0.9) + constant(0.02)";
  private static SmallFit fit;
  @TempDir private Path folder;

  @BeforeAll
  static void intoShards() {
    fit = new SmallFit(3, 2);
  }

  @AfterAll
  static void close() {
    fit.close();
  }

  private CheckpointSettings settings(Resume resume, boolean keepFinished) {
    return new CheckpointSettings(folder.toString(), 0, 3, resume, keepFinished);
  }

  private TrainingState train(
      Engine engine, Training training, CheckpointSettings settings, RetryPolicy rules) {
    try (Checkpoints checkpoints =
        Checkpoints.open(settings, fit.identity(training), new Configuration())) {
      return new TrainingDriver(engine, RoundLimit.ofSteps(2), rules, checkpoints)
          .train(training, fit.shards);
    }
  }

  private TrainingState train(Engine engine, Training training, CheckpointSettings settings) {
    return train(engine, training, settings, RetryPolicy.DEFAULT);
  }

  private TrainingState train(Engine engine, Training training) {
    return train(engine, training, settings(Resume.AUTO, false));
  }

  private void stop(Engine engine, Training training, int rounds) {
    assertThatThrownBy(() -> train(new Interrupted(engine, rounds), training))
        .isInstanceOf(CancellationException.class);
  }

  private static List<String> names(Path path) throws IOException {
    try (Stream<Path> children = Files.list(path)) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    }
  }

  private Path only() throws IOException {
    List<String> names = names(folder);
    assertThat(names).hasSize(1).allMatch(name -> name.matches("[0-9a-f]{32}"));
    return folder.resolve(names.get(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "svrg(every=2) + local + bb(0.05, 0.01, 0.5) | 0 | 7 | all",
        "sgd(0.9) + linear(0.1, 0) + ema(0.9) | 50 | 8 | all",
        "sampled-newton | 0 | 7 | all",
        "step-tuned | 50 | 8 | all",
        "adamw + constant(0.01) + lawa | 50 | 8 | all",
        "l-svrg + sgd + bb(0.05) + swa | 50 | 8 | all",
        "sgd + plateau(0.1) + two-point | 50 | 8 | all",
        "saga + sgd + constant(0.05) | 50 | 8 | ranks"
      })
  void train_stoppedAndResumedByAnyEngine_givesTheSameBits(
      String method, long batch, long steps, String engines) throws IOException {
    Training training = fit.training(method, batch, steps);
    TrainingState expected = fit.train(training);
    List<Engine> all =
        engines.equals("all")
            ? List.of(new RoundEngine(), new JobEngine(), SmallFit.twoRanks())
            : List.of(new RoundEngine());
    for (int i = 0; i < all.size(); i++) {
      Engine first = all.get(i);
      Engine second = all.get((i + 1) % all.size());
      stop(first, training, 1);
      stop(first, training, 1);
      assertThat(names(only())).containsExactly("step-2", "step-4");
      TrainingState resumed = train(second, training, settings(Resume.REQUIRE, false));
      assertThat(resumed.served()).isEqualTo(expected.served());
      assertThat(SmallFit.points(resumed)).isEqualTo(SmallFit.points(expected));
      assertThat(resumed.stopReason()).isEqualTo(expected.stopReason());
      assertThat(resumed.passes()).isEqualTo(expected.passes());
      assertThat(names(folder)).isEmpty();
    }
  }

  @Test
  void train_outOfTimeAgainAndAgain_endsWithTheSameBits() {
    Training training = fit.training(METHOD, 50, 8);
    TrainingState expected = fit.train(training);
    RetryPolicy noTime = new RetryPolicy(4, 1e-9);
    for (int step = 1; step < 8; step++) {
      TrainingState state =
          train(new RoundEngine(), training, settings(Resume.AUTO, false), noTime);
      assertThat(state.stopReason()).isEqualTo(StopReason.TIME_LIMIT);
      assertThat(state.steps()).isEqualTo(step);
      assertThat(state.served()).isNotNull();
    }
    TrainingState end = train(new RoundEngine(), training, settings(Resume.AUTO, false), noTime);
    assertThat(end.stopReason()).isEqualTo(StopReason.MAX_ITER);
    assertThat(end.served()).isEqualTo(expected.served());
    assertThat(SmallFit.points(end)).isEqualTo(SmallFit.points(expected));
  }

  @Test
  void train_failed_writesTheLastGoodStateAndSaysHowToGoOn() throws IOException {
    LocalSpark.context().sc().setLogLevel("OFF");
    Training training = fit.training(METHOD, 50, 8);
    int[] rounds = {0};
    Engine broken =
        new Engine() {
          @Override
          public TrainingState round(
              Training t, Shards shards, TrainingState from, RoundLimit limit) {
            if (rounds[0]++ >= 2) {
              throw new IllegalStateException("a fault of the test");
            }
            return new RoundEngine().round(t, shards, from, limit);
          }

          @Override
          public String description() {
            return "broken";
          }
        };
    CheckpointSettings hourly =
        new CheckpointSettings(folder.toString(), 3600, 3, Resume.AUTO, false);
    TrainingFailedException failure =
        catchThrowableOfType(TrainingFailedException.class, () -> train(broken, training, hourly));
    assertThat(names(only())).containsExactly("step-4");
    assertThat(failure)
        .hasMessageContaining("a fault of the test")
        .hasMessageContaining("/step-4: the same fit with checkpointDir = " + folder)
        .hasMessageEndingWith("resume = auto or require goes on after step 4");
    assertThat(failure.lastGood().orElseThrow().steps()).isEqualTo(4);
    assertThat(train(new RoundEngine(), training).served()).isEqualTo(fit.train(training).served());
  }

  @Test
  void train_long_keepsTheLatestThree() throws IOException {
    stop(new RoundEngine(), fit.training(METHOD, 50, 100), 6);
    assertThat(names(only())).containsExactly("step-10", "step-12", "step-8");
  }

  @Test
  void train_secondsNotPassed_writesNothing() throws IOException {
    Training training = fit.training(METHOD, 50, 8);
    CheckpointSettings hourly =
        new CheckpointSettings(folder.toString(), 3600, 3, Resume.AUTO, false);
    assertThatThrownBy(() -> train(new Interrupted(new RoundEngine(), 3), training, hourly))
        .isInstanceOf(CancellationException.class);
    assertThat(names(only())).isEmpty();
  }

  @Test
  void train_finishedAndKept_endsAtOnceTheNextTime() throws IOException {
    Training training = fit.training(METHOD, 50, 8);
    TrainingState first = train(new RoundEngine(), training, settings(Resume.AUTO, true));
    assertThat(names(only())).contains("step-8").hasSize(3);
    TrainingState again =
        train(new Interrupted(new RoundEngine(), 0), training, settings(Resume.REQUIRE, true));
    assertThat(again.served()).isEqualTo(first.served());
    assertThat(again.stopReason()).isEqualTo(StopReason.MAX_ITER);
    assertThat(again.seconds()).isEqualTo(first.seconds());
    assertThat(SmallFit.points(again)).isEqualTo(SmallFit.points(first));
    assertThat(names(only())).contains("step-8");
    train(new Interrupted(new RoundEngine(), 0), training);
    assertThat(names(folder)).isEmpty();
  }

  @Test
  void train_resumeNever_startsAnewAndReplacesWhatIsThere() throws IOException {
    Training training = fit.training(METHOD, 50, 20);
    stop(new RoundEngine(), training, 5);
    Engine twoRounds = new Interrupted(new RoundEngine(), 2);
    assertThatThrownBy(() -> train(twoRounds, training, settings(Resume.NEVER, false)))
        .isInstanceOf(CancellationException.class);
    assertThat(names(only())).containsExactly("step-2", "step-4");
  }

  /** What is kept beside a checkpoint counts as a part of it. */
  @Test
  void companion_isMissing_checkpointCountsAsDamaged() throws IOException {
    Training training = fit.training(METHOD, 50, 20);
    stop(new RoundEngine(), training, 5);
    long latest = Collections.max(steps());
    for (Resume resume : List.of(Resume.REQUIRE, Resume.AUTO)) {
      try (Checkpoints checkpoints =
          Checkpoints.open(settings(resume, false), fit.identity(training), new Configuration())) {
        checkpoints.require(
            state -> {
              if (state.steps() == latest) {
                throw new CheckpointException("a companion is missing");
              }
            });
        if (resume == Resume.REQUIRE) {
          assertThatThrownBy(() -> checkpoints.resume(training))
              .isInstanceOf(CheckpointException.class)
              .hasMessageStartingWith("a companion is missing; resume = auto would go on");
        } else {
          assertThat(checkpoints.resume(training).steps()).isEqualTo(latest - 2);
        }
      }
    }
  }

  private List<Long> steps() throws IOException {
    return names(only()).stream()
        .map(name -> Long.valueOf(name.substring("step-".length())))
        .toList();
  }

  @Test
  void require_withoutCheckpoints_saysSo() {
    assertThatThrownBy(
            () ->
                train(
                    new RoundEngine(),
                    fit.training(METHOD, 50, 8),
                    settings(Resume.REQUIRE, false)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("resume = require, but ")
        .hasMessageEndingWith("has no checkpoint of this training");
  }

  @Test
  void require_otherSettings_namesTheFieldsThatDiffer() {
    stop(new RoundEngine(), fit.training(METHOD, 50, 8), 2);
    stop(new RoundEngine(), fit.training("sgd", 10, 30), 1);
    assertThatThrownBy(
            () ->
                train(
                    new RoundEngine(),
                    fit.training(METHOD, 50, 9),
                    settings(Resume.REQUIRE, false)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("at step 4, differs in: steps (8 there, 9 here)");
  }

  @Test
  void require_otherData_namesTheData() {
    stop(new RoundEngine(), fit.training(METHOD, 50, 8), 2);
    try (SmallFit grown = new SmallFit(4, 2)) {
      Training training = grown.training(METHOD, 50, 8);
      Checkpoints checkpoints =
          Checkpoints.open(
              settings(Resume.REQUIRE, false), grown.identity(training), new Configuration());
      assertThatThrownBy(checkpoints::resume)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("differs in: ")
          .hasMessageContaining("data (");
      checkpoints.close();
    }
  }

  @Test
  void identity_ofAnySetting_hasAKeyOfItsOwn() {
    Training training = fit.training(METHOD, 50, 8);
    double[] start = training.point().clone();
    start[0] = Math.nextUp(0.0);
    assertThat(
            Stream.of(
                    training,
                    fit.training("sgd", 50, 8),
                    fit.training(METHOD, 51, 8),
                    fit.training(METHOD, 50, 9),
                    new Training(
                        "test", OptimMethod.parse(METHOD), fit.problem, 50, 8, 1e-9, start.clone()),
                    new Training(
                        "test",
                        OptimMethod.parse(METHOD),
                        fit.problem,
                        50,
                        8,
                        1e-9,
                        training.point()),
                    new Training("test", OptimMethod.parse(METHOD), fit.problem, 50, 8, 0, start))
                .map(t -> fit.identity(t).key()))
        .doesNotHaveDuplicates()
        .allMatch(key -> key.matches("[0-9a-f]{32}"));
    Training renamed =
        new Training("x", OptimMethod.parse(METHOD), fit.problem, 50, 8, 0, training.point());
    assertThat(fit.identity(renamed)).isEqualTo(fit.identity(training));
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertThatThrownBy(() -> new CheckpointSettings(" ", 0, 3, Resume.AUTO, false))
        .hasMessage("checkpointDir must name a folder, was empty");
    assertThatThrownBy(() -> new CheckpointSettings("x", -1, 3, Resume.AUTO, false))
        .hasMessage("checkpointSeconds must be finite and >= 0 (0: every round), was -1.0");
    assertThatThrownBy(() -> new CheckpointSettings("x", 0, 0, Resume.AUTO, false))
        .hasMessage("checkpointsKept must be >= 1, was 0");
  }

  @Test
  void open_folderThatCannotBe_saysSo() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    Training training = fit.training(METHOD, 50, 8);
    CheckpointSettings inAFile = new CheckpointSettings(file.toString(), 0, 3, Resume.AUTO, false);
    assertThatThrownBy(() -> train(new RoundEngine(), training, inAFile))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("checkpointDir " + file);
    CheckpointSettings nowhere = new CheckpointSettings("nosuch://x/y", 0, 3, Resume.AUTO, false);
    assertThatThrownBy(() -> train(new RoundEngine(), training, nowhere))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("nosuch");
  }

  /** A write that fails costs a checkpoint, not the training. */
  @Test
  void train_checkpointsCannotBeWritten_goesOn() throws IOException {
    LocalSpark.context().sc().setLogLevel("OFF");
    Training training = fit.training(METHOD, 50, 8);
    Engine blocking =
        new Engine() {
          @Override
          public TrainingState round(
              Training t, Shards shards, TrainingState from, RoundLimit limit) {
            try {
              Path run = only();
              Files.deleteIfExists(run);
              Files.writeString(run, "in the way");
            } catch (IOException e) {
              throw new IllegalArgumentException(e);
            }
            return new RoundEngine().round(t, shards, from, limit);
          }

          @Override
          public String description() {
            return "blocking";
          }
        };
    assertThat(train(blocking, training).served()).isEqualTo(fit.train(training).served());
  }
}
