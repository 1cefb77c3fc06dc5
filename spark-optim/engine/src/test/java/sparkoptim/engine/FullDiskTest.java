// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.StopReason;
import sparkoptim.engine.checkpoint.CheckpointSettings;
import sparkoptim.engine.checkpoint.Checkpoints;
import sparkoptim.engine.checkpoint.Resume;

/** A disk that fills up costs checkpoints and lines of a log, and not the fit. */
class FullDiskTest {
  private static SmallFit fit;
  private static Training training;

  @TempDir private Path folder;

  @BeforeAll
  static void intoShards() {
    fit = new SmallFit(3, 1);
    training = fit.training("plain + sgd + constant(0.02)", 50, 12);
  }

  @AfterAll
  static void close() {
    fit.close();
  }

  @AfterEach
  void empty() {
    FullDisk.leave(Long.MAX_VALUE);
  }

  private TrainingState train() {
    CheckpointSettings settings =
        new CheckpointSettings("full://" + folder, 0, 3, Resume.AUTO, true);
    try (Checkpoints checkpoints =
        Checkpoints.open(settings, fit.identity(training), FullDisk.configuration())) {
      return new TrainingDriver(
              new RoundEngine(), RoundLimit.ofSteps(3), RetryPolicy.DEFAULT, checkpoints)
          .train(training, fit.shards);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 100, 3_000})
  void checkpoints_diskFillsUp_trainsToTheEnd(long left) throws IOException {
    FullDisk.leave(left);
    TrainingState end = train();
    assertThat(end.stopReason()).isEqualTo(StopReason.MAX_ITER);
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.map(Path::toString)).noneMatch(name -> name.contains(".tmp-"));
    }
    FullDisk.leave(Long.MAX_VALUE);
    assertThat(train().served()).isEqualTo(end.served());
  }

  @Test
  void trainingLog_diskFillsUp_trainsToTheEnd() throws IOException {
    FullDisk.leave(300);
    Path log = folder.resolve("log.jsonl");
    TrainingState end =
        TrainingLog.during(
            "full://" + log, training.name(), FullDisk.configuration(), () -> fit.train(training));
    assertThat(end.stopReason()).isEqualTo(StopReason.MAX_ITER);
    assertThat(Files.size(log)).isLessThanOrEqualTo(300);
  }
}
