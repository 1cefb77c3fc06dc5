// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class HangingRankTest {
  @AfterAll
  static void stopSpark() {
    LocalSpark.stop();
  }

  /** Rank 0 hangs in an answer; rank 1, of the same executor, waits twice the time of a peer. */
  @Test
  void train_rankOfTheSameExecutorThatHangs_isGivenUpAndTheRoundRunsAgain() {
    List<String> failures = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void progress(Progress progress) {}

          @Override
          public void roundFailed(String fit, Exception failure) {
            failures.add(failure.toString());
          }
        };
    FailingProblem.ANSWERS.set(0);
    FailingProblem.waiting = new CountDownLatch(1);
    ProgressListeners.add(listener);
    try (SmallFit fit = new SmallFit(3, 2)) {
      SparkConf conf = LocalSpark.context().getConf().set("spark.sparkoptim.peerTimeout", "500ms");
      TrainingDriver rounds =
          new TrainingDriver(new RoundEngine(2, EngineSettings.of(conf)), RoundLimit.ofSteps(3));
      Training sound = fit.training("svrg + sgd + constant(0.05)", 50, 12);
      Training hanging =
          new Training(
              "test",
              sound.method(),
              new FailingProblem(fit.problem, 6, 1, true),
              sound.batchSize(),
              sound.steps(),
              0,
              sound.point());
      TrainingState state = rounds.train(hanging, fit.shards);
      assertThat(FailingProblem.waiting.getCount()).isZero();
      assertThat(failures).hasSize(1);
      assertThat(failures.get(0)).contains("has not come for 1 s (spark.sparkoptim.peerTimeout");
      assertThat(state.served()).isEqualTo(rounds.train(sound, fit.shards).served());
    } finally {
      ProgressListeners.remove(listener);
    }
  }
}
