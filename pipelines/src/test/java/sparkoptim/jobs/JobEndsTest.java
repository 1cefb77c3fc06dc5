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
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How jobs end: exit codes, outcome.json, and what they never do. */
final class JobEndsTest {
  private static final String LR = "org.apache.spark.ml.classification.LogisticRegression";

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void session() {
    TestSession.get();
  }

  @Test
  void train_good_saysSoInItsOutcome() throws IOException {
    assertThat(run("train", config())).as(err()).isZero();
    assertThat(outcome().at("/outcome").asText()).isEqualTo("succeeded");
    assertThat(outcome().at("/exitCode").asInt()).isZero();
    assertThat(outcome().at("/command").asText()).isEqualTo("train");
    assertThat(outcome().at("/seconds").asDouble()).isPositive();
  }

  @Test
  void train_evaluationFails_theModelIsSavedAndTheCodeIs3() throws IOException {
    Path train = Files.writeString(folder.resolve("train.csv"), csv("red", "blue"));
    Path test = Files.writeString(folder.resolve("test.csv"), csv("red", "zzz"));
    String config =
        """
        data { format = csv, train = "%s", test = "%s" }
        features = [
          {class = StringIndexer, params {inputCol = color, outputCol = colorIndex}}
          {class = VectorAssembler, params {inputCols = [size, colorIndex], outputCol = features}}
        ]
        stage {class = %s, params.maxIter = 5}
        output = "%s/out"
        """
            .formatted(train, test, LR, folder);
    String file = Files.writeString(folder.resolve("csv.conf"), config).toString();
    assertThat(run("train", file)).as(err()).isEqualTo(3);
    assertThat(err()).contains("the model is saved, but the evaluation failed").contains("zzz");
    assertThat(err().lines()).hasSize(1);
    assertThat(PipelineModel.load(folder.resolve("out/model").toString()).stages()).hasSize(3);
    JsonNode metrics = json("out/metrics.json");
    assertThat(metrics.at("/problems/0").asText()).contains("the evaluation failed");
    assertThat(metrics.at("/settings/stage/params/maxIter").asInt()).isEqualTo(5);
    assertThat(outcome().at("/outcome").asText()).isEqualTo("report incomplete");
    assertThat(outcome().at("/problems/0").asText()).contains("zzz");
  }

  @Test
  void train_outputThatCannotBeWritten_isRefusedBeforeReading() throws IOException {
    for (String output : List.of("/proc/x", "/etc/hostname/x", "/sys/x")) {
      assertThat(run("train", config(), "data.train=/no/such", "output=" + output))
          .as(err())
          .isIn(2, 75);
      assertThat(err()).contains(output.substring(0, 5)).doesNotContain("/no/such");
      assertThat(err().lines()).hasSize(1);
    }
    for (String output : List.of("[x]", "a*", "a:b", "{day}")) {
      String place = "output=" + folder.resolve("more") + "/" + output;
      assertThat(run("train", config(), "data.train=/no/such", place)).as(err()).isEqualTo(2);
      assertThat(err()).contains("output is a folder without : * ?");
    }
    assertThat(run("train", config(), "output=foo://bucket/x")).isEqualTo(2);
    assertThat(err()).contains("No FileSystem for scheme \"foo\"");
  }

  @Test
  void train_refusedData_isInTheOutcome() throws IOException {
    assertThat(run("train", config(), "data.train=/no/such")).isEqualTo(65);
    assertThat(outcome().at("/outcome").asText()).isEqualTo("refused");
    assertThat(outcome().at("/message").asText()).isEqualTo("data.train: no such file: /no/such");
    assertThat(run("train", config(), "stage.class=Nope")).isEqualTo(2);
    assertThat(outcome().at("/exitCode").asInt()).isEqualTo(2);
  }

  @Test
  void train_filesOfOthersInTheOutput_areNeverReplaced() throws IOException {
    Path output = Files.createDirectories(folder.resolve("out"));
    for (String name : List.of("metrics.json", "curve.png", "model")) {
      Path theirs = Files.writeString(output.resolve(name), "theirs");
      for (String overwrite : List.of("true", "false")) {
        assertThat(run("train", config(), "overwrite=" + overwrite)).as(err()).isEqualTo(2);
        assertThat(err()).contains(name);
        assertThat(theirs).hasContent("theirs");
      }
      Files.delete(theirs);
      Files.createDirectory(theirs);
      Files.writeString(theirs.resolve("notes.txt"), "theirs");
      assertThat(run("train", config())).as(err()).isEqualTo(2);
      Files.delete(theirs.resolve("notes.txt"));
      Files.delete(theirs);
    }
    assertThat(output.resolve("outcome.json")).doesNotExist();
  }

  @Test
  void train_outputOfVersion01_isReplaced() throws IOException {
    assertThat(run("train", config())).as(err()).isZero();
    Path output = folder.resolve("out");
    Files.delete(output.resolve("model/_spark_optim.json"));
    delete(output.resolve(".spark-optim"));
    Files.delete(output.resolve("outcome.json"));
    assertThat(run("train", config())).as(err()).isZero();
    assertThat(run("train", config())).as(err()).isZero();
  }

  @Test
  void score_targetsThatAreNoTarget_areRefused() throws IOException {
    assertThat(run("train", config())).as(err()).isZero();
    String rows = rows().toString();
    String data = folder.resolve("data").toString();
    TestSession.get().range(60).toDF("x").write().parquet(data);
    Path notes = Files.writeString(Path.of(data, "notes.txt"), "theirs");
    refused("predictions", rows, data);
    refused("predictions", data, data);
    refused("predictions", data, data + "/deeper");
    refused("predictions", rows, folder.resolve("out/model").toString());
    refused("predictions", rows, folder.resolve("out/model/metadata").toString());
    refused("predictions", rows, folder.resolve("out").toString());
    assertThat(notes).hasContent("theirs");
    assertThat(TestSession.get().read().parquet(data + "/*.parquet").count()).isEqualTo(60);

    String predictions = folder.resolve("p").toString();
    assertThat(run("score", config(), "data.score=" + rows, "predictions=" + predictions))
        .as(err())
        .isZero();
    assertThat(run("score", config(), "data.score=" + rows, "predictions=" + predictions))
        .as(err())
        .isZero();
    Files.writeString(Path.of(predictions, "notes.txt"), "theirs");
    refused("notes.txt", rows, predictions);
    refused("predictions", rows, predictions + "/inside");
  }

  private void refused(String message, String rows, String predictions) throws IOException {
    String[] command = {
      "score", config(), "data.score=" + rows, "predictions=" + predictions, "data.format=libsvm"
    };
    assertThat(run(command)).as(predictions + ": " + err()).isEqualTo(2);
    assertThat(err()).contains(message).containsIgnoringCase("choose another");
  }

  @Test
  void score_damagedModel_isRefusedInOneLine() throws IOException {
    assertThat(run("train", config())).as(err()).isZero();
    Path model = folder.resolve("out/model");
    List<Path> files;
    try (Stream<Path> all = Files.walk(model)) {
      files = all.filter(f -> f.getFileName().toString().startsWith("part-")).toList();
    }
    assertThat(files).hasSize(3);
    for (Path file : files) {
      byte[] content = Files.readAllBytes(file);
      Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
      for (int kept : List.of(0, content.length / 2)) {
        Files.write(file, java.util.Arrays.copyOf(content, kept));
        assertThat(run("score", config(), "data.score=" + rows())).as(file + err()).isEqualTo(65);
        assertThat(err().lines()).as(err()).hasSize(1);
      }
      Files.write(file, content);
    }
    assertThat(run("score", config(), "data.score=" + rows())).as(err()).isZero();
  }

  private static void delete(Path path) throws IOException {
    org.apache.hadoop.fs.FileUtil.fullyDelete(path.toFile());
  }

  private int run(String... arguments) {
    err.reset();
    return Main.run(
        arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private String err() {
    return err.toString(UTF_8);
  }

  private JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(file).toFile());
  }

  private JsonNode outcome() throws IOException {
    return json("out/outcome.json");
  }

  private static String csv(String first, String second) {
    return "size,color,label\n"
        + IntStream.range(0, 20)
            .mapToObj(i -> i % 7 + "," + (i % 2 == 0 ? first : second) + "," + i % 2 + "\n")
            .collect(Collectors.joining());
  }

  private Path rows() throws IOException {
    String rows =
        IntStream.range(0, 40)
            .mapToObj(i -> "%d 1:%d 2:%d\n".formatted(i % 2, i % 3, i % 2 == 0 ? -1 : 1))
            .collect(Collectors.joining());
    return Files.writeString(folder.resolve("rows.libsvm"), rows);
  }

  private String config() throws IOException {
    String text =
        """
        data {format = libsvm, train = "%s"}
        stage {class = %s, params.maxIter = 2}
        output = "%s/out"
        """
            .formatted(rows(), LR, folder);
    return Files.writeString(folder.resolve("job.conf"), text).toString();
  }
}
