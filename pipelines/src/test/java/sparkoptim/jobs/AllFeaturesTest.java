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
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Features of all columns and missing values, from the file to the predictions. */
final class AllFeaturesTest {
  private static final String LR = "org.apache.spark.ml.classification.LogisticRegression";

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void session() {
    TestSession.get(); // the jobs take the running session
  }

  @Test
  void train_allColumns_areFeaturesWhateverTheyHold() throws IOException {
    Path file = table("size.cm,my color,old,\"the label`s\"", "%1$s,%2$s,%4$s,%3$s", 60, 0);
    refused(
        file,
        "stages of MLlib find no column the label`s: data.rename { \"the label`s\" = the_label_s }",
        "data.labelColumn=the label`s");
    assertThat(run("train", file, "data.labelColumn=the label`s", "stage.class=LogisticRegression"))
        .as(err())
        .isZero();
    assertThat(metrics().at("/features").asInt()).isEqualTo(4); // size, red, blue, old
    assertThat(metrics().at("/test/accuracy").asDouble()).isEqualTo(1);

    Path later = table("old,size.cm,my color", "%4$s,%1$s,%2$s", 30, 0);
    assertThat(run("score", later)).as(err()).isZero();
    assertThat(predictions().where("prediction = cast(`my color` = 'red' as double)").count())
        .isEqualTo(30);
  }

  @Test
  void train_missingValues_areRefusedByColumnAndCount() throws IOException {
    Path file = table("size,color,label", "%1$s,%2$s,%3$s", 60, 7);
    assertThat(run("train", file)).isNotZero();
    assertThat(err())
        .contains("data.train: of 48 rows, values are missing: size in 8. data.missing = mean")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({"mean, 3, 48", "median, 3, 48", "indicator, 4, 48", "skip, 3, 40"})
  void train_missingValues_areWhatThePolicySays(String policy, int features, int rows)
      throws IOException {
    Path file = table("size,color,label", "%1$s,%2$s,%3$s", 60, 7);
    String setting = "data.missing=" + policy;
    assertThat(run("train", file, setting)).as(err()).isZero();
    assertThat(metrics().at("/features").asInt()).isEqualTo(features);
    assertThat(metrics().at("/train/rows").asInt()).isEqualTo(rows);
    assertThat(run("score", file, setting)).as(err()).isZero();
    assertThat(predictions().where("prediction is null").count()).isZero();
    boolean skips = policy.equals("skip");
    assertThat(predictions().count()).isEqualTo(skips ? 50 : 60);
    assertThat(predictions().where("size is null").count()).isEqualTo(skips ? 0 : 10);
  }

  @Test
  void train_missingValuesOfNamedFeatures_areRefusedOrFilled() throws IOException {
    Path file = table("size,color,label", "%1$s,%2$s,%3$s", 60, 7);
    String[] features = {
      "data.features=null",
      "features=[{class = VectorAssembler, params {inputCols = [size], outputCol = features}}]"
    };
    assertThat(run("train", file, features)).isNotZero();
    assertThat(err()).contains("values are missing: size in 8. data.missing = mean");
    assertThat(run("train", file, features[0], features[1], "data.missing=mean"))
        .as(err())
        .isZero();
    assertThat(run("score", file, "data.missing=mean")).as(err()).isZero();
    assertThat(predictions().count()).isEqualTo(60);
  }

  @Test
  void train_columnThatIsNoFeature_isRefusedWithWhatToSet() throws IOException {
    Path dates = table("day,label", "2024-01-01,%3$s", 20, 0);
    refused(dates, "column day is a date, which is no number: data.drop = [\"day\"]");
    assertThat(run("train", table("day,x,label", "2024-01-01,%1$s,%3$s", 40, 0), "data.drop=[day]"))
        .as(err())
        .isZero();
    Path nearly = table("x,label", "%1$s,%3$s", 20, 0);
    Files.writeString(nearly, Files.readString(nearly) + "NA,1\n");
    refused(nearly, "column x is one of texts because of 'NA' in 1 rows: data.options.nullValue =");
    refused(table("x,features,label", "1,2,%3$s", 20, 0), "data.rename.features = other");
    refused(table("x,label", "1,%3$s", 20, 0), "no column z in", "data.drop=[z]");
  }

  @Test
  void train_renamed_hasTheNewNames() throws IOException {
    Path file = table("a.b,color,y", "%1$s,%2$s,%3$s", 40, 0);
    String rename = "data.rename={\"a.b\" = size, y = label}";
    assertThat(run("train", file, rename)).as(err()).isZero();
    assertThat(run("score", file, rename)).as(err()).isZero();
    assertThat(predictions().columns()).startsWith("size", "color", "label");
  }

  private void refused(Path file, String message, String... settings) {
    assertThat(run("train", file, settings)).isNotZero();
    assertThat(err()).contains(message).hasLineCount(1);
  }

  private int run(String command, Path file, String... settings) {
    err.reset();
    List<String> arguments = new ArrayList<>(List.of(command));
    try {
      Path config = folder.resolve("job.conf");
      Files.writeString(
          config,
          """
          data {format = csv, features = all, split.testEvery = 5}
          stage {class = %s, params.maxIter = 20}
          output = "%s/out"
          """
              .formatted(LR, folder));
      arguments.add(config.toString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    arguments.add((command.equals("train") ? "data.train=" : "data.score=") + file);
    arguments.addAll(List.of(settings));
    return Main.run(
        arguments.toArray(String[]::new),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  /** Rows whose label says whether their color is red; the size of some is missing. */
  private Path table(String header, String format, int rows, int missing) throws IOException {
    var text = new StringBuilder(header + "\n");
    for (int i = 0; i < rows; i++) {
      boolean red = i * 7 % 3 == 0;
      boolean hasSize = missing == 0 || i % 6 != 1;
      text.append(
              format.formatted(
                  hasSize ? i % 5 + 0.5 : "", red ? "red" : "blue", red ? 1 : 0, i % 2 == 0))
          .append('\n');
    }
    return Files.writeString(Files.createTempFile(folder, "rows", ".csv"), text);
  }

  private JsonNode metrics() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("out/metrics.json").toFile());
  }

  private Dataset<Row> predictions() {
    return TestSession.get().read().parquet(folder.resolve("out/predictions").toString());
  }

  private String err() {
    return err.toString(UTF_8);
  }
}
