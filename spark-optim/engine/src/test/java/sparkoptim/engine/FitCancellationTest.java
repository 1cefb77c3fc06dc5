// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.OptimMethod;
import sparkoptim.engine.rows.PackedRows;
import sparkoptim.engine.rows.RowRules;

/** Fits that would go on for hours, ended from outside while their tasks run. */
class FitCancellationTest {
  private static final int ROWS = 200;
  private static final long SECONDS = 60;
  private static final String GROUP = "cancelled";

  private final SparkContext spark = LocalSpark.context().sc();
  private final AtomicInteger running = new AtomicInteger();
  private final CountDownLatch trains = new CountDownLatch(1);
  private volatile boolean prepared;
  private volatile boolean interrupted;

  private final SparkListener tasks =
      new SparkListener() {
        @Override
        public void onTaskStart(SparkListenerTaskStart start) {
          running.incrementAndGet();
          if (prepared) {
            trains.countDown();
          }
        }

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
          running.decrementAndGet();
        }
      };

  @BeforeEach
  void listen() {
    spark.addSparkListener(tasks);
  }

  @AfterEach
  void stopListening() {
    spark.removeSparkListener(tasks);
  }

  private static Engine engine(String name) {
    return switch (name) {
      case "job" -> new JobEngine();
      case "ranks" -> new RoundEngine();
      default -> new RoundEngine(2, EngineSettings.of(new SparkConf()));
    };
  }

  private TrainingState fit(Engine engine, boolean longSteps) {
    try {
      return endless(engine, longSteps);
    } finally {
      interrupted = Thread.interrupted();
    }
  }

  /** Deals rows and trains on them, in the group. */
  private TrainingState endless(Engine engine, boolean longSteps) {
    spark.setJobGroup(GROUP, "the caller's", false);
    return FitJobs.run(
        spark,
        "test",
        jobs -> {
          RowRules rules = new RowRules("label", "features", "w", 2);
          List<org.apache.spark.sql.Row> rows = LocalSpark.logisticRows(ROWS, 4, 3);
          try (PackedRows packed = PackedRows.of(LocalSpark.rows(rows, 2), rules);
              Shards shards = packed.intoShards(2)) {
            shards.collect((shard, blocks) -> blocks.size());
            prepared = true;
            Training training =
                new Training(
                    jobs.fit(),
                    OptimMethod.parse("plain + sgd + constant(1e-9)"),
                    new EndlessProblem(ROWS, 2, longSteps),
                    0,
                    Long.MAX_VALUE >> 10,
                    0,
                    new double[] {1});
            return new TrainingDriver(engine, RoundLimit.DEFAULT).train(training, shards);
          }
        });
  }

  @ParameterizedTest
  @CsvSource({"ranks, false", "ranks, true", "2, false", "2, true", "job, true", "job, false"})
  void cancelJobGroup_whileAFitRuns_endsItAndItsTasks(String engine, boolean longSteps)
      throws Exception {
    FutureTask<TrainingState> fit = new FutureTask<>(() -> fit(engine(engine), longSteps));
    Thread thread = new Thread(fit, "fit");
    thread.start();
    assertThat(trains.await(SECONDS, TimeUnit.SECONDS)).isTrue();
    // Spark hears only of running jobs; between two jobs of a fit there are some milliseconds.
    int calls = 0;
    Throwable failure = null;
    while (failure == null && calls++ < SECONDS) {
      spark.cancelJobGroup(GROUP);
      failure = failure(fit, 1);
    }
    assertThat(failure)
        .isInstanceOf(CancellationException.class)
        .hasMessageMatching(
            "test-\\d+ was cancelled: (\\[SPARK_JOB_CANCELLED\\] )?Job \\d+ cancelled .*group cancelled.*");
    assertThat(interrupted).isFalse();
    assertNothingRuns();
  }

  @ParameterizedTest
  @CsvSource({"ranks, false", "ranks, true", "2, false", "2, true", "job, true", "job, false"})
  void interrupt_whileAFitRuns_endsItAndItsJobs(String engine, boolean longSteps) throws Exception {
    FutureTask<TrainingState> fit = new FutureTask<>(() -> fit(engine(engine), longSteps));
    Thread thread = new Thread(fit, "fit");
    thread.start();
    assertThat(trains.await(SECONDS, TimeUnit.SECONDS)).isTrue();
    thread.interrupt();
    Throwable failure = failure(fit, SECONDS);
    assertThat(failure)
        .isInstanceOf(CancellationException.class)
        .hasMessageMatching("test-\\d+ was cancelled: .*");
    assertThat(interrupted).isTrue();
    assertNothingRuns();
  }

  /** What the fit failed with; null if it is still running after so many seconds. */
  private static Throwable failure(FutureTask<TrainingState> fit, long seconds) throws Exception {
    try {
      throw new AssertionError(
          "the fit ended after step " + fit.get(seconds, TimeUnit.SECONDS).steps());
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (TimeoutException e) {
      return null;
    }
  }

  private void assertNothingRuns() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while ((running.get() > 0
            || spark.statusTracker().getActiveJobIds().length > 0
            || !LocalSpark.context().getPersistentRDDs().isEmpty())
        && System.nanoTime() < end) {
      Thread.sleep(10);
    }
    assertThat(running.get()).isZero();
    assertThat(spark.statusTracker().getActiveJobIds()).isEmpty();
    assertThat(LocalSpark.context().getPersistentRDDs()).isEmpty();
  }
}
