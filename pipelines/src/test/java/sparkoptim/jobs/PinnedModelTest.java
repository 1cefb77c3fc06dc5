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
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model's parent pins: the meaning of its codes, features and stages. */
final class PinnedModelTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void session() {
    TestSession.get();
  }

  @Test
  void relabel_dayWithoutAClass_keepsTheCodesOfTheParent() throws IOException {
    rows("day1.csv", "1,a", "2,b", "3,c");
    rows("day2.csv", "1,a", "3,c");
    train("one", "day1.csv");
    train("two", "day2.csv", "data.pinnedBy=" + folder + "/one/model");
    assertThat(labels("two")).containsExactly(1, 2, 3);
    train("alone", "day2.csv");
    assertThat(labels("alone")).containsExactly(1, 3); // what a day by itself would make of them

    score("two", "day1.csv");
    List<Row> predicted =
        predictions("two").select("label", "prediction", "predictedLabel").collectAsList();
    assertThat(predicted)
        .filteredOn(row -> row.getInt(0) != 2)
        .allSatisfy(row -> assertThat(((Number) row.get(2)).intValue()).isEqualTo(row.getInt(0)));
    assertThat(predicted)
        .allSatisfy(
            row -> assertThat(((Number) row.get(2)).doubleValue()).isEqualTo(row.getDouble(1) + 1));
  }

  @Test
  void relabel_labelThatTheParentHasNot_isRefusedOrAdded() throws IOException {
    rows("day1.csv", "b,a", "d,b");
    rows("day2.csv", "a,a", "d,b", "b,c");
    train("one", "day1.csv");
    String[] pinned = {"data.pinnedBy=" + folder + "/one/model"};
    assertThat(tryTrain("two", "day2.csv", pinned)).isEqualTo(65);
    assertThat(err())
        .contains("column label has labels that the parent model has not: [a]; known: [b, d]");
    train("two", "day2.csv", pinned[0], "data.labels=grow");
    assertThat(labels("two")).containsExactly("b", "d", "a");
  }

  @Test
  void score_recodedTexts_writesThem() throws IOException {
    rows("day1.csv", "no,a", "yes,b");
    train("one", "day1.csv");
    score("one", "day1.csv");
    assertThat(predictions("one").select("label", "predictedLabel").collectAsList())
        .allSatisfy(row -> assertThat(row.getString(1)).isEqualTo(row.getString(0)));
  }

  @Test
  void score_columnInAnotherUnit_isTold() throws IOException {
    StringBuilder rows = new StringBuilder("label,x,hours\n");
    StringBuilder minutes = new StringBuilder("label,x,hours\n");
    for (int i = 0; i < 300; i++) {
      rows.append(i % 2).append(',').append(i * 7 % 11).append(',').append(i * i % 53).append('\n');
      minutes.append(i % 2).append(',').append(i * 5 % 11).append(',');
      minutes.append(i * i % 53 * 60).append('\n');
    }
    Files.writeString(folder.resolve("day1.csv"), rows);
    Files.writeString(folder.resolve("day2.csv"), minutes);
    Path config = folder.resolve("d.conf");
    Files.writeString(
        config,
        "data {format = csv, features = all}, stage.class = LogisticRegression, output = \"%s/one\""
            .formatted(folder));
    assertThat(run("train", config, "data.train=" + folder + "/day1.csv")).as(err()).isZero();
    String[] later = {"data.score=" + folder + "/day2.csv"};
    assertThat(run("score", config, later)).as(err()).isZero();
    assertThat(out.toString(UTF_8))
        .containsPattern(
            "not like those of training: hours PSI \\S+ \\(\\S+ without drift\\), median x 60")
        .doesNotContain("x PSI");
    assertThat(run("score", config, later[0], "score.drift=block")).isEqualTo(65);
    assertThat(err()).contains("hours PSI").contains("(score.drift = block)");
    assertThat(run("score", config, later[0], "score.drift=off")).isZero();
    assertThat(out.toString(UTF_8)).doesNotContain("PSI");
  }

  @Test
  void vocabulary_frozen_keepsTheFittedStages() throws IOException {
    rows("day1.csv", "0,a", "1,b", "1,b");
    rows("day2.csv", "0,c", "1,a", "1,a", "0,c");
    train("one", "day1.csv");
    String pinned = "data.pinnedBy=" + folder + "/one/model";
    train("frozen", "day2.csv", pinned);
    train("refit", "day2.csv", pinned, "vocabulary=refit");
    assertThat(stage("frozen", 0)).isEqualTo(stage("one", 0));
    assertThat(stage("refit", 0)).isNotEqualTo(stage("one", 0));
    assertThat(features("frozen")).isEqualTo(features("one"));
    assertThat(features("refit")).isNotEqualTo(features("one"));
  }

  @Test
  void vocabulary_otherStagesThanTheParents_areRefused() throws IOException {
    rows("day1.csv", "0,a", "1,b");
    train("one", "day1.csv");
    String pinned = "data.pinnedBy=" + folder + "/one/model";
    assertThat(tryTrain("two", "day1.csv", pinned, "features = [], data.drop = []")).isEqualTo(65);
    assertThat(err()).contains("the configuration has 0 stages in front, and the parent model 2");
    assertThat(tryTrain("two", "day1.csv", pinned, STAGES.replace("= c", "= label"))).isEqualTo(65);
    assertThat(err())
        .contains("StringIndexer.inputCol is \"label\", and in the parent model \"c\"");
  }

  @Test
  void pinnedBy_modelWithoutTheFile_isRefused() throws IOException {
    rows("day1.csv", "0,a", "1,b");
    train("one", "day1.csv");
    Files.delete(folder.resolve("one/model/pinned.json"));
    assertThat(tryTrain("two", "day1.csv", "data.pinnedBy=" + folder + "/one/model")).isEqualTo(65);
    assertThat(err()).contains("has no pinned.json");
    Files.deleteIfExists(folder.resolve("one/model/.pinned.json.crc"));
    Files.writeString(folder.resolve("one/model/pinned.json"), "{\"version\": 9}");
    assertThat(tryTrain("two", "day1.csv", "data.pinnedBy=" + folder + "/one/model")).isEqualTo(65);
    assertThat(err()).contains("pinned.json has version 9");
    assertThat(tryTrain("two", "day1.csv", "data.pinnedBy=" + folder + "/none")).isEqualTo(65);
    assertThat(err()).contains("data.pinnedBy: no saved model in " + folder + "/none");
  }

  @Test
  void numFeatures_narrowerDay_hasTheParentsWidth() throws IOException {
    Files.writeString(folder.resolve("wide"), "0 1:1 7:2\n1 2:1\n0 1:3\n1 2:5 7:1\n");
    Files.writeString(folder.resolve("narrow"), "0 1:1\n1 2:1\n0 1:2\n1 2:3\n");
    Files.writeString(folder.resolve("wider"), "0 1:1\n1 2:1\n0 9:2\n1 2:3\n");
    Path config = folder.resolve("w.conf");
    Files.writeString(
        config, "data.format = libsvm, stage {class = LogisticRegression, params.maxIter = 3}\n");
    String[] common = {"data.pinnedBy=" + folder + "/one/model"};
    assertThat(run("train", config, "data.train=" + folder + "/wide", "output=" + folder + "/one"))
        .isZero();
    assertThat(
            run(
                "train",
                config,
                "data.train=" + folder + "/narrow",
                "output=" + folder + "/two",
                common[0]))
        .as(err())
        .isZero();
    assertThat(metrics("two").path("features").asInt()).isEqualTo(7);
    assertThat(
            run(
                "train",
                config,
                "data.train=" + folder + "/wider",
                "output=" + folder + "/three",
                common[0]))
        .isZero();
    assertThat(metrics("three").path("features").asInt()).isEqualTo(9);
  }

  @Test
  void metrics_tellRowsFilesAndTheConfiguration() throws IOException {
    rows("day1.csv", "0,a", "1,b", "1,c");
    train("one", "day1.csv");
    JsonNode first = metrics("one");
    JsonNode input = first.path("inputs").get(0);
    assertThat(input.path("name").asText()).isEqualTo("train");
    assertThat(input.path("rows").asInt()).isEqualTo(24);
    assertThat(input.path("classes")).isEqualTo(json("{\"0\": 8, \"1\": 16}"));
    assertThat(input.path("files").path("list").get(0).path("length").asLong())
        .isEqualTo(Files.size(folder.resolve("day1.csv")));
    JsonNode origin = json(Files.readString(folder.resolve("one/model/origin.json")));
    assertThat(origin.path("inputs")).isEqualTo(first.path("inputs"));
    assertThat(origin.path("weightsSha256")).isEqualTo(first.path("weightsSha256"));
    assertThat(origin.path("settingsSha256")).isEqualTo(first.path("settingsSha256"));

    rows("day1.csv", "1,b", "1,c", "0,a"); // the same rows in another order
    train("one", "day1.csv", "data.pinnedBy=" + folder + "/one/model");
    assertThat(metrics("one").path("inputs").get(0).path("fingerprint"))
        .isEqualTo(input.path("fingerprint"));
    assertThat(metrics("one").path("settingsSha256")).isNotEqualTo(first.path("settingsSha256"));
    assertThat(metrics("one").path("parent").asText()).isEqualTo(folder + "/one/model");
    rows("day1.csv", "1,b", "1,c", "0,b");
    train("one", "day1.csv");
    assertThat(metrics("one").path("inputs").get(0).path("fingerprint"))
        .isNotEqualTo(input.path("fingerprint"));
  }

  private static final String STAGES =
      "features = [{class = StringIndexer, params {inputCol = c, outputCol = i, handleInvalid = keep}}"
          + ", {class = OneHotEncoder, params {inputCol = i, outputCol = features}}]";

  /** Each row eight times. */
  private void rows(String name, String... rows) throws IOException {
    Files.writeString(
        folder.resolve(name), "label,c\n" + (String.join("\n", rows) + "\n").repeat(8));
  }

  private void train(String output, String rows, String... settings) throws IOException {
    assertThat(tryTrain(output, rows, settings)).as(err()).isZero();
  }

  private int tryTrain(String output, String rows, String... settings) throws IOException {
    Path config = folder.resolve(output + ".conf");
    boolean others = settings.length > 0 && settings[settings.length - 1].startsWith("features");
    Files.writeString(
        config,
        """
        data { format = csv, train = "%s/%s", relabel = sorted }
        %s
        stage { class = LogisticRegression, params { maxIter = 10, regParam = 0.01 } }
        output = "%s/%s"
        """
            .formatted(
                folder, rows, others ? settings[settings.length - 1] : STAGES, folder, output));
    int count = settings.length - (others ? 1 : 0);
    return run("train", config, java.util.Arrays.copyOf(settings, count));
  }

  private void score(String output, String rows) throws IOException {
    assertThat(run("score", folder.resolve(output + ".conf"), "data.score=" + folder + "/" + rows))
        .as(err())
        .isZero();
  }

  private org.apache.spark.sql.Dataset<Row> predictions(String output) {
    return TestSession.get().read().parquet(folder.resolve(output + "/predictions").toString());
  }

  private int run(String command, Path config, String... settings) {
    List<String> all =
        new ArrayList<>(List.of(command, config.toString(), "evaluate.replicates=0"));
    all.addAll(List.of("report=false", "progress=none"));
    all.addAll(List.of(settings));
    err.reset();
    out.reset();
    return Main.run(
        all.toArray(String[]::new),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private String err() {
    return err.toString(UTF_8);
  }

  private JsonNode metrics(String output) throws IOException {
    return json(Files.readString(folder.resolve(output + "/metrics.json")));
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  private List<Object> labels(String output) throws IOException {
    List<Object> labels = new ArrayList<>();
    metrics(output)
        .path("labels")
        .forEach(
            label -> labels.add(label.isNumber() ? (Object) label.intValue() : label.asText()));
    return labels;
  }

  private String stage(String output, int place) {
    PipelineModel model = PipelineModel.load(folder.resolve(output + "/model").toString());
    var indexer = (org.apache.spark.ml.feature.StringIndexerModel) model.stages()[place];
    return String.join(",", indexer.labelsArray()[0]);
  }

  private JsonNode features(String output) throws IOException {
    return json(Files.readString(folder.resolve(output + "/model/pinned.json"))).path("features");
  }
}
