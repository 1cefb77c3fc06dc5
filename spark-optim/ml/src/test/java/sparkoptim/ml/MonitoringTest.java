// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a fit tells: names of its jobs, its log, its summary. */
class MonitoringTest {
  private static final String LAST = "the last job of the test";

  private final SparkContext spark = LocalSession.session().sparkContext();
  private final List<String> descriptions = new CopyOnWriteArrayList<>();
  private final List<String> groups = new CopyOnWriteArrayList<>();
  private final CountDownLatch heardLast = new CountDownLatch(1);

  private final SparkListener jobs =
      new SparkListener() {
        @Override
        public void onJobStart(SparkListenerJobStart start) {
          String description = start.properties().getProperty("spark.job.description");
          if (Objects.equals(description, LAST)) {
            heardLast.countDown();
          } else {
            descriptions.add(String.valueOf(description));
            groups.add(String.valueOf(start.properties().getProperty("spark.jobGroup.id")));
          }
        }
      };

  @BeforeEach
  void listen() {
    spark.addSparkListener(jobs);
  }

  @AfterEach
  void stopListening() {
    spark.removeSparkListener(jobs);
    spark.clearJobGroup();
  }

  /** Events come in order: the last job's is the end of them. */
  private void hearAll() throws InterruptedException {
    spark.setJobDescription(LAST);
    LocalSession.session().range(1).count();
    assertThat(heardLast.await(30, TimeUnit.SECONDS)).isTrue();
    spark.setJobDescription(null);
  }

  private static Dataset<Row> data() {
    return LocalSession.data(LocalSession.rows(300, 2, 5));
  }

  private static LogisticRegression stage(String engine) {
    return new LogisticRegression("stage").setEngine(engine).setMaxIter(6).setTol(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ranks", "job"})
  void jobs_ofAFit_haveNamesAndTheCallersGroup(String engine) throws Exception {
    Dataset<Row> data = data();
    spark.setJobGroup("mine", "what I do", false);
    stage(engine).setNumShards(4).fit(data);
    assertThat(spark.getLocalProperty("spark.jobGroup.id")).isEqualTo("mine");
    assertThat(spark.getLocalProperty("spark.job.description")).isEqualTo("what I do");
    assertThat(spark.getLocalProperty("spark.job.interruptOnCancel")).isEqualTo("false");
    assertThat(spark.getJobTags().isEmpty()).isTrue();
    hearAll();
    String fit = "stage-\\d+: ";
    assertThat(descriptions)
        .hasSizeGreaterThanOrEqualTo(4)
        .allMatch(
            text ->
                text.matches(
                    fit
                        + "(read and check rows|split into 4 shards and measure columns"
                        + "|scale columns and measure rows|epoch \\d+(, loss 0\\.\\d+)?)"));
    assertThat(descriptions.get(0)).matches(fit + "read and check rows");
    assertThat(descriptions.get(descriptions.size() - 1)).matches(fit + "epoch \\d.*");
    assertThat(groups).containsOnly("mine");
  }

  @Test
  void jobs_ofTwoFitsOfOneStage_haveTwoNames() throws Exception {
    stage("ranks").fit(data());
    stage("ranks").fit(data());
    hearAll();
    assertThat(descriptions.stream().map(text -> text.replaceFirst(":.*", "")).distinct())
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ranks", "job"})
  void trainingLog_ofAStage_isTheSummarysCourse(String engine, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("fit.jsonl");
    LogisticRegressionModel model =
        stage(engine).setNumShards(2).setTrainingLog(file.toString()).fit(data());
    List<JsonNode> points = new ArrayList<>();
    JsonNode end = null;
    for (String line : Files.readAllLines(file)) {
      JsonNode read = new ObjectMapper().readTree(line);
      assertThat(read.required("fit").asText()).matches("stage-\\d+");
      assertThat(read.required("engine").asText()).isEqualTo(model.summary().engine());
      if (read.required("kind").asText().equals("point")) {
        points.add(read);
      }
      end = read;
    }
    List<Row> curve = model.summary().curve().collectAsList();
    assertThat(points).hasSameSizeAs(curve);
    for (int i = 0; i < curve.size(); i++) {
      assertThat(points.get(i).required("step").asLong())
          .isEqualTo(curve.get(i).<Long>getAs("step"));
      assertThat(points.get(i).required("objective").asDouble())
          .isEqualTo(curve.get(i).<Double>getAs("objective"));
    }
    assertThat(end.required("stopReason").asText()).isEqualTo(model.summary().stopReason());
    assertThat(end.required("bytesReduced").asLong()).isEqualTo(model.summary().bytesReduced());
  }

  @Test
  void summary_ofEachEngine_saysWhereTheTimeWent() {
    TrainingSummary one = stage("ranks").setNumShards(1).fit(data()).summary();
    assertThat(one.engineReason()).isEqualTo("there is one shard");
    assertThat(one.computeSeconds()).isGreaterThan(0);
    assertThat(one.waitSeconds()).isZero();
    assertThat(one.bytesReduced()).isZero();
    TrainingSummary job =
        stage("job").setOptimMethod("svrg(every=2) + local").setNumShards(2).fit(data()).summary();
    assertThat(job.waitSeconds()).isGreaterThan(job.computeSeconds());
    assertThat(job.exchangeSeconds()).isZero();
    assertThat(job.computeSeconds() + job.waitSeconds()).isLessThan(job.seconds());
    // Two answers of five coefficients, an intercept and a loss each, at every evaluation.
    assertThat(job.bytesReduced()).isPositive();
    assertThat(job.bytesReduced() % (2 * 7 * Double.BYTES)).isZero();
  }
}
