// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.ml.LogisticRegression;
import sparkoptim.ml.LogisticRegressionModel;

final class InspectJobTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.DoubleType, false)
          .add("features", SQLDataTypes.VectorType(), false);

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private static Dataset<Row> data(int classes) {
    List<Row> rows =
        IntStream.range(0, 60)
            .mapToObj(
                i ->
                    RowFactory.create(
                        (double) (i % classes), Vectors.dense(i % 7, i % classes + i % 2, 1)))
            .toList();
    return TestSession.get().createDataFrame(rows, SCHEMA);
  }

  private static LogisticRegression stage() {
    return new LogisticRegression().setMaxIter(5).setRegParam(0.01);
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    return Main.run(
        arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private String inspect(Path path) {
    assertThat(run("inspect", path.toString())).as(err.toString(UTF_8)).isZero();
    return out.toString(UTF_8);
  }

  private JsonNode json(Path path) throws IOException {
    assertThat(run("inspect", path.toString(), "--json")).as(err.toString(UTF_8)).isZero();
    return new ObjectMapper().readTree(out.toByteArray());
  }

  private void refused(String message, Path path) {
    assertThat(run("inspect", path.toString())).isEqualTo(ExitCode.REFUSED);
    assertThat(err.toString(UTF_8)).startsWith("spark-optim: ").contains(message);
    assertThat(err.toString(UTF_8).lines()).hasSize(1);
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  @Test
  void model_ofThreeClasses_showsItsNumbers() throws IOException {
    LogisticRegressionModel model = stage().fit(data(3));
    Path path = folder.resolve("model");
    model.save(path.toString());
    JsonNode json = json(path);
    assertThat(json.at("/kind").asText()).isEqualTo("model");
    assertThat(json.at("/weightsSha256").asText()).isEqualTo(model.weightsSha256());
    assertThat(json.at("/classes").asInt()).isEqualTo(3);
    assertThat(json.at("/features").asInt()).isEqualTo(3);
    assertThat(json.at("/uid").asText()).isEqualTo(model.uid());
    assertThat(json.at("/params/regParam").asText()).isEqualTo("0.01");
    assertThat(json.at("/params/optimMethod").asText()).isEqualTo("auto");
    assertThat(json.at("/largestCoefficients")).hasSize(9);
    JsonNode largest = json.at("/largestCoefficients/0");
    int row = largest.at("/class").asInt();
    double value = model.coefficientMatrix().apply(row, largest.at("/feature").asInt());
    assertThat(largest.at("/coefficient").asDouble()).isEqualTo(value);
    assertThat(json.at("/intercepts/2/intercept").asDouble())
        .isEqualTo(model.interceptVector().apply(2));
    assertThat(inspect(path))
        .contains("weightsSha256", model.weightsSha256(), "largestCoefficients", "params.regParam");
  }

  @Test
  void pipeline_ofTwoStages_showsBothWithOurNumbers() throws IOException {
    StringIndexer indexer = new StringIndexer().setInputCol("label").setOutputCol("index");
    PipelineStage[] stages = {indexer, stage().setLabelCol("index")};
    Path path = folder.resolve("pipeline");
    new Pipeline().setStages(stages).fit(data(2)).save(path.toString());
    JsonNode json = json(path);
    assertThat(json.at("/kind").asText()).isEqualTo("pipeline");
    assertThat(json.at("/stages/0/class").asText()).endsWith("StringIndexerModel");
    assertThat(json.at("/stages/1/classes").asInt()).isEqualTo(2);
    assertThat(json.at("/stages/1/multinomial").asBoolean()).isFalse();
    assertThat(inspect(path)).contains("stages[0]", "stages[1]", "intercepts");
  }

  @Test
  void checkpoints_atEveryLevel_areShown() throws IOException {
    LogisticRegression unfinished =
        stage().setTol(0).setCheckpointDir(folder.toString()).setMaxSeconds(1e-9);
    unfinished.fit(data(2));
    unfinished.fit(data(2));
    JsonNode all = json(folder);
    assertThat(all.at("/kind").asText()).isEqualTo("runs");
    assertThat(all.at("/runs")).hasSize(1);
    assertThat(all.at("/runs/0/step").asInt()).isEqualTo(2);
    assertThat(all.at("/runs/0/finished").asBoolean()).isFalse();
    assertThat(inspect(folder)).contains("runs", "age", "sampled-newton");

    Path run = folder.resolve(all.at("/runs/0/run").asText());
    assertThat(json(run).at("/checkpoints").findValuesAsText("step")).containsExactly("2", "1");
    assertThat(json(run).at("/settings/regParam").asText()).isEqualTo("0.01");

    JsonNode step = json(run.resolve("step-2"));
    assertThat(step.at("/kind").asText()).isEqualTo("checkpoint");
    assertThat(step.at("/loss").asDouble()).isBetween(0.0, 0.7);
    assertThat(step.at("/arrays").findValuesAsText("name")).contains("curve", "loop.rule.x");
    assertThat(inspect(run.resolve("step-2"))).contains("settings.method", "loop.rule.x");

    Files.writeString(run.resolve("step-1/curve.f64"), "x");
    assertThat(inspect(run)).contains("damage", "curve.f64 has 1 bytes");
    refused("curve.f64 has 1 bytes", run.resolve("step-1"));
  }

  @Test
  void somethingElse_isRefusedInOneLine() throws IOException {
    refused("no such file or folder: ", folder.resolve("nowhere"));
    refused("holds neither a model (a folder metadata) nor checkpoints", folder);
    Path metadata = Files.createDirectories(folder.resolve("odd/metadata"));
    Files.writeString(metadata.resolve("part-00000"), "{}");
    refused("its metadata is not that of a Spark ML model", folder.resolve("odd"));
    Path file = Files.writeString(folder.resolve("file"), "x");
    refused("file", file);
  }

  @Test
  void age_ofAnyLength_isInTheLargestFittingUnit() {
    assertThat(
            Stream.of(0, 119, 120, 7199, 7200, 172799, 172800)
                .map(seconds -> CheckpointReport.age(Duration.ofSeconds(seconds))))
        .containsExactly(
            "0 s", "119 s", "2 minutes", "119 minutes", "2 hours", "47 hours", "2 days");
  }
}
