// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.engine.publish.S3Server;
import sparkoptim.ml.LogisticRegressionModel;

/** Jobs whose input, output and checkpoints are in S3, by a server that bin/test --s3 installs. */
final class S3JobsTest {
  private static final int KILLS = "1".equals(System.getenv("SPARK_OPTIM_SOAK")) ? 20 : 3;

  private static final String LONG =
      "optimMethod = \"plain + sgd(0.1)\", tol = 0, maxIter = 2000, checkpointSeconds = 1";

  @TempDir private Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private S3Server server;
  private SparkSession spark;

  @BeforeEach
  void start() throws Exception {
    server = S3Server.start(folder.resolve("log"));
    spark = TestSession.get();
    server.settings().forEach(spark.sparkContext().hadoopConfiguration()::set);
    upload("data/rows.libsvm", rows(60));
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void train_twiceThenScore_secondModelScores() throws IOException {
    String config = config("");
    assertThat(run("train", config, "stage.params.regParam=0.5")).as(err()).isZero();
    assertThat(regParam()).isEqualTo(0.5);
    assertThat(run("train", config, "overwrite=false")).as(err()).isEqualTo(2);
    assertThat(run("train", config, "stage.params.regParam=0.25")).as(err()).isZero();
    assertThat(regParam()).isEqualTo(0.25);
    String input = "data.score=" + server.path("data/rows.libsvm");
    for (int turn = 0; turn < 2; turn++) {
      assertThat(run("score", config, input)).as(err()).isZero();
      assertThat(spark.read().parquet(server.path("out/predictions")).count()).isEqualTo(60);
    }
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void train_checkpoints_goesOnToTheSameBits() throws IOException {
    String all =
        "stage.params {checkpointDir = \"%s\", %s}".formatted(server.path("checkpoints"), LONG);
    assertThat(run("train", config("stage.params {" + LONG + "}"))).as(err()).isZero();
    String atOnce = metrics().at("/weightsSha256").asText();
    String config = config(all);
    assertThat(run("train", config, "stage.params.maxSeconds=0.01")).as(err()).isZero();
    assertThat(metrics().at("/stopReason").asText()).isEqualTo("time-limit");
    assertThat(run("train", config, "stage.params.resume=require")).as(err()).isZero();
    assertThat(metrics().at("/weightsSha256").asText()).isEqualTo(atOnce);
  }

  @Test
  @Timeout(1200)
  void train_killed_oldOrNewModelWithItsOwnRecord() throws Exception {
    server.writeSettings(folder);
    String config = config("");
    long start = System.nanoTime();
    kill(config, 0.5, 600_000);
    long whole = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertThat(regParam()).isEqualTo(0.5);
    var random = new Random(3);
    String input = "data.score=" + server.path("data/rows.libsvm");
    for (int turn = 0; turn < KILLS; turn++) {
      kill(config, 0.25, whole / 2 + random.nextInt((int) (whole / 2)));
      assertThat(run("score", config, input)).as(err()).isZero();
      assertThat(regParam()).as("turn %d", turn).isIn(0.5, 0.25);
    }
    assertThat(run("train", config, "stage.params.regParam=0.125")).as(err()).isZero();
    assertThat(regParam()).isEqualTo(0.125);
    assertThat(leftovers()).isEmpty();
  }

  /** Trains in a process of its own, which gets SIGKILL unless it ends before. */
  private void kill(String config, double regParam, long millis) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g"));
    Stream.of("lang", "lang.invoke", "net", "nio", "util", "util.concurrent")
        .forEach(name -> command.add("--add-opens=java.base/java." + name + "=ALL-UNNAMED"));
    command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    command.add("-cp");
    command.add(folder + File.pathSeparator + System.getProperty("java.class.path"));
    command.addAll(List.of(Main.class.getName(), "train", config));
    command.add("stage.params.regParam=" + regParam);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("job.log").toFile())
            .start();
    boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
    process.destroyForcibly();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    if (ended) {
      assertThat(process.exitValue()).as(Files.readString(folder.resolve("job.log"))).isZero();
    }
  }

  /** Returns the regParam of model and record, which must agree. */
  private double regParam() throws IOException {
    PipelineModel model = PipelineModel.load(server.path("out/model"));
    double ofModel = ((LogisticRegressionModel) model.stages()[0]).getRegParam();
    assertThat(metrics().at("/settings/stage/params/regParam").asDouble()).isEqualTo(ofModel);
    return ofModel;
  }

  private JsonNode metrics() throws IOException {
    var path = new org.apache.hadoop.fs.Path(server.path("out/metrics.json"));
    try (FileSystem files = files(path);
        var in = files.open(path)) {
      return new ObjectMapper().readTree(in.readAllBytes());
    }
  }

  private List<String> leftovers() throws IOException {
    var path = new org.apache.hadoop.fs.Path(server.path("out/.spark-optim/train"));
    try (FileSystem files = files(path)) {
      return Stream.of(files.listStatus(path))
          .map(FileStatus::getPath)
          .map(org.apache.hadoop.fs.Path::getName)
          .filter(name -> name.startsWith("staged") || name.startsWith("commit"))
          .toList();
    }
  }

  private void upload(String name, String content) throws IOException {
    var path = new org.apache.hadoop.fs.Path(server.path(name));
    try (FileSystem files = files(path);
        var out = files.create(path)) {
      out.write(content.getBytes(UTF_8));
    }
  }

  private FileSystem files(org.apache.hadoop.fs.Path path) throws IOException {
    Configuration hadoop = server.configuration();
    return FileSystem.newInstance(path.toUri(), hadoop);
  }

  private String config(String more) throws IOException {
    String text =
        """
        data {format = libsvm, train = "%s"}
        stage {class = LogisticRegression, params.maxIter = 4}
        output = "%s"
        report = false
        %s
        """
            .formatted(server.path("data/rows.libsvm"), server.path("out"), more);
    return Files.writeString(folder.resolve("job.conf"), text).toString();
  }

  private static String rows(int count) {
    var random = new Random(5);
    var text = new StringBuilder();
    IntStream.range(0, count)
        .forEach(
            i ->
                text.append(i % 2)
                    .append(" 1:")
                    .append(random.nextGaussian() + i % 2)
                    .append(" 2:")
                    .append(random.nextGaussian())
                    .append('\n'));
    return text.toString();
  }

  private int run(String... arguments) {
    err.reset();
    return Main.run(
        arguments,
        new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private String err() {
    return err.toString(UTF_8);
  }
}
