// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows whose columns are read as other types than those that a model was trained on. */
final class TrainedColumnsTest {
  private static final String STAGES =
      """
      features = [
        {class = StringIndexer, params {inputCols = [zip, floor], outputCols = [zipIs, floorIs]}}
        {class = VectorAssembler, params {inputCols = [x, zipIs, floorIs], outputCol = features}}
      ]
      stage {class = LogisticRegression, params.maxIter = 5}
      evaluate.replicates = 0
      report = false
      """;

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void trained() throws IOException {
    TestSession.get();
    var rows = new StringBuilder("zip,floor,x,sold,when,label\n");
    for (int i = 0; i < 40; i++) {
      rows.append(new String[] {"01234", "1234", "A12"}[i % 3]).append(",").append(i % 4);
      rows.append(",").append(i % 5 / 2.0).append(i % 2 == 0 ? ",true" : ",false");
      rows.append(",2026-01-0").append(1 + i % 9).append(",").append(i % 3 == 0 ? 1 : 0);
      rows.append("\n");
    }
    Path train = Files.writeString(folder.resolve("train.csv"), rows);
    String config =
        "data { format = csv, train = \"%s\" }\n%soutput = \"%s/out\"\n"
            .formatted(train, STAGES, folder);
    Files.writeString(folder.resolve("job.conf"), config);
    assertThat(run("train", job())).as(err()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "csv  | zip,floor,x\\n01234,1,2\\n1234,2,0                  | zip=01234 floor=1 x=2.0",
        "csv  | zip,floor,x\\n01234,1.0,\\n1234,2.0,0               | zip=01234 floor=1 x=null",
        "csv  | x,floor,zip,more\\n2,3,01234,q                      | zip=01234 floor=3 x=2.0",
        "json | {\"zip\":1234,\"floor\":1.0,\"x\":2}                | zip=1234 floor=1 x=2.0",
        "json | {\"zip\":\"01234\",\"floor\":\"1\",\"x\":\"2\"}     | zip=01234 floor=1 x=2.0",
        "json | {\"zip\":\"01234\",\"floor\":1,\"x\":null}          | zip=01234 floor=1 x=null",
      })
  void score_otherTypes_areThoseOfTraining(String format, String rows, String expected)
      throws IOException {
    Path data = Files.writeString(folder.resolve("new." + format), rows.replace("\\n", "\n"));
    String rejects = folder.resolve("rejects").toString();
    int code =
        run(
            "score",
            job(),
            "data.format=" + format,
            "data.score=" + data,
            "score.rejects=" + rejects);
    assertThat(code).as(err()).isZero();
    String place = expected.contains("null") ? rejects : folder.resolve("out/predictions") + "";
    Row row = TestSession.get().read().parquet(place).where("zip like '%1234'").head();
    assertThat(
            "zip=%s floor=%s x=%s"
                .formatted(
                    row.<String>getAs("zip"), row.<Object>getAs("floor"), row.<Object>getAs("x")))
        .isEqualTo(expected);
    if (place.equals(rejects)) {
      assertThat(row.<String>getAs("reason")).isEqualTo("x is missing");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "csv  | zip,floor,x\\n1,1,NA\\n1,1,2  | 1 of 2 rows do not fit",
        "json | {\"zip\":\"1\",\"floor\":1,\"x\":\"NA\"}  | 1 of 1 values that are not DOUBLE",
        "json | {\"zip\":\"1\",\"floor\":1,\"x\":[1]}  | column x of",
        "csv  | zip,x\\n1,1           | has no column floor, which the model reads",
        "csv  | zip,FLOOR,x\\n1,1,1   | has no column floor, which the model reads; did you mean",
        "json | {\"zip\":\"1\",\"x\":1} | has no column floor, which the model reads",
      })
  void score_valuesThatTrainingHadNot_areRefusedByName(String format, String rows, String expected)
      throws IOException {
    Path data = Files.writeString(folder.resolve("new." + format), rows.replace("\\n", "\n"));
    assertThat(run("score", job(), "data.format=" + format, "data.score=" + data))
        .as(err())
        .isEqualTo(65);
    assertThat(err()).contains(expected).contains("data.score");
    assertThat(err().lines()).as(err()).hasSize(1);
  }

  @Test
  void train_testRowsOfWiderNumbers_areEvaluated() throws IOException {
    Path train = Files.writeString(folder.resolve("a.csv"), rows("1", "2"));
    Path test = Files.writeString(folder.resolve("b.csv"), rows("1.5", "2"));
    String[] csv = {"data.format=csv", "data.train=" + train, "data.test=" + test};
    assertThat(plain(csv)).as(err()).isZero();
    Path json = folder.resolve("a.json");
    Path other = folder.resolve("b.json");
    TestSession.get()
        .createDataset(
            List.of("{\"x\":1,\"label\":0}", "{\"x\":2,\"label\":1}"),
            org.apache.spark.sql.Encoders.STRING())
        .write()
        .text(json.toString());
    TestSession.get()
        .createDataset(
            List.of("{\"x\":\"1.5\",\"label\":0}", "{\"x\":\"2\",\"label\":1}"),
            org.apache.spark.sql.Encoders.STRING())
        .write()
        .text(other.toString());
    assertThat(plain("data.format=json", "data.train=" + json, "data.test=" + other))
        .as(err())
        .isZero();
  }

  @Test
  void applied_numbersWhereTrainingHadTexts_areTheSameCodes() {
    var trained = new TrainedColumns(new StructType().add("zip", "string"));
    var input = new Input("data.score", "rows", Optional.empty());
    String query = "select cast(v as double) zip from values (%s), (null) t(v)";
    Map.of("7", "7", "-0D", "0", "7.5", "7.5", "1e300", "1.0E300")
        .forEach(
            (number, text) ->
                assertThat(
                        trained
                            .applied(TestSession.get().sql(query.formatted(number)), input)
                            .collectAsList())
                    .extracting(row -> row.get(0))
                    .containsExactlyInAnyOrder(text, null));
  }

  @Test
  void applied_columnWithoutValuesInTraining_isAsItIsRead() {
    var trained = new TrainedColumns(new StructType().add("a", "void").add("b", "void"));
    var rows = TestSession.get().sql("select 'x' a, array(1) b");
    var input = new Input("data.score", "rows", Optional.empty());
    assertThat(trained.applied(rows, input).schema()).isEqualTo(rows.schema());
  }

  private int plain(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of("data.features=all", "features=[]", "output=" + folder.resolve("plain")));
    all.addAll(Arrays.asList(settings));
    all.addAll(0, List.of("train", job()));
    return run(all.toArray(String[]::new));
  }

  private static String rows(String first, String second) {
    return "x,label\n" + (first + ",0\n" + second + ",1\n").repeat(5);
  }

  private String job() {
    return folder.resolve("job.conf").toString();
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    return Main.run(
        arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private String err() {
    return err.toString(UTF_8);
  }
}
