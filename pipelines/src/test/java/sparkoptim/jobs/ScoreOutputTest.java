// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What score writes, by the settings under {@code score}. */
final class ScoreOutputTest {
  private static final String LR = "org.apache.spark.ml.classification.LogisticRegression";

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void trained() throws IOException {
    TestSession.get();
    StringBuilder rows = new StringBuilder("size,color,day,label\n");
    for (int i = 0; i < 40; i++) {
      boolean red = i * 7 % 3 == 0;
      rows.append(i % 5).append(red ? ",red" : ",blue").append(",d").append(i % 2);
      rows.append(red ? ",1\n" : ",0\n");
    }
    Path train = Files.writeString(folder.resolve("train.csv"), rows);
    String config =
        """
        data { format = csv, train = "%s" }
        features = [
          {class = StringIndexer, params {inputCol = color, outputCol = colorIndex}}
          {class = VectorAssembler, params {inputCols = [size, colorIndex], outputCol = features}}
        ]
        stage {class = %s, params.maxIter = 5}
        output = "%s/out"
        """
            .formatted(train, LR, folder);
    Files.writeString(folder.resolve("job.conf"), config);
    assertThat(run("train", folder.resolve("job.conf").toString())).as(err()).isZero();
  }

  @Test
  void columns_probabilitiesAndPartitions_areAsAsked() throws IOException {
    score(
        "size,color,day\n1,red,d0\n2,blue,d1\n",
        "score.columns=[\"day\"]",
        "score.probability=columns",
        "score.partitionBy=[\"day\"]",
        "score.format=json");
    Dataset<Row> rows = TestSession.get().read().json(predictions());
    assertThat(rows.columns())
        .containsExactlyInAnyOrder("prediction", "probability_0", "probability_1", "day");
    assertThat(folder.resolve("out/predictions/day=d0")).isDirectory();
    Row first = rows.where("day = 'd0'").head();
    assertThat(first.<Double>getAs("prediction")).isEqualTo(1);
    assertThat(first.<Double>getAs("probability_0") + first.<Double>getAs("probability_1"))
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void explain_namesTheLargestContributions() throws IOException {
    score("size,color,day\n3,red,d0\n", "score.explain=1", "score.probability=none");
    Row row = TestSession.get().read().parquet(predictions()).head();
    PipelineModel model = PipelineModel.load(folder.resolve("out/model").toString());
    double[] coefficients = ((LogisticRegressionModel) model.stages()[2]).coefficients().toArray();
    double bySize = coefficients[0] * 3;
    double byColor = coefficients[1] * 1; // red is the rarer color: index 1
    Row explanation = row.<Row>getList(row.fieldIndex("explanation")).get(0);
    boolean color = Math.abs(byColor) > Math.abs(bySize);
    assertThat(explanation.getString(0)).isEqualTo(color ? "colorIndex" : "size");
    assertThat(explanation.getDouble(2)).isEqualTo(color ? byColor : bySize);
  }

  @Test
  void rejects_rowsThatCannotBeScored_areSetAsideWithTheReason() throws IOException {
    String rows = "size,color,day\n1,red,d0\n,red,d1\n2,green,d0\n3,blue,d1\n";
    String rejects = folder.resolve("rejects").toString();
    score(rows, "score.rejects=" + rejects);
    assertThat(out()).contains("rejects      2 in " + rejects);
    assertThat(TestSession.get().read().parquet(predictions()).count()).isEqualTo(2);
    Dataset<Row> rejected = TestSession.get().read().parquet(rejects).orderBy("reason");
    List<String> reasons = new ArrayList<>();
    rejected.collectAsList().forEach(row -> reasons.add(row.getAs("reason")));
    assertThat(reasons)
        .containsExactly("color is green, which no training row had", "size is missing");
    assertThat(rejected.columns()).containsExactly("size", "color", "day", "reason");

    score("size,color,day\n1,red,d0\n", "score.rejects=" + rejects);
    assertThat(Path.of(rejects)).doesNotExist(); // they were of other rows
  }

  @Test
  void rejects_numbersThatAreNone_areSetAsideWithTheReason() throws IOException {
    String rows = "size,color,day\n1,red,d0\nNaN,red,d0\n-Infinity,red,d0\nabc,red,d0\n2,blue\n";
    String rejects = folder.resolve("rejects").toString();
    score(rows, "score.rejects=" + rejects);
    assertThat(out()).contains("rejects      4 in " + rejects);
    assertThat(TestSession.get().read().parquet(predictions()).count()).isEqualTo(1);
    assertThat(reasons(rejects))
        .containsExactly(
            "column size is DOUBLE, not 'abc'",
            "size is -Infinity",
            "size is NaN",
            "the row does not fit the columns: 2,blue");

    Path data = folder.resolve("new.csv");
    assertThat(run("score", job(), "data.score=" + data)).isEqualTo(65);
    assertThat(err()).contains("2 of 5 rows do not fit the columns");
  }

  @Test
  void rejects_ofOtherFormats_areSetAsideToo() throws IOException {
    String good = "{\"size\": 1, \"color\": \"red\"}\n";
    String text = good + good.replace("1", "\"abc\"") + "{\"size\": 2,\n" + good;
    Path json = Files.writeString(folder.resolve("new.json"), text);
    String rejects = folder.resolve("rejects").toString();
    String[] job = {"score", job(), "data.format=json", "data.score=" + json};
    assertThat(run(job)).isEqualTo(65);
    assertThat(run(job[0], job[1], job[2], job[3], "score.rejects=" + rejects)).as(err()).isZero();
    assertThat(reasons(rejects))
        .containsExactly("column size is DOUBLE, not 'abc'", "the line is no JSON: {\"size\": 2,");
    assertThat(TestSession.get().read().parquet(predictions()).count()).isEqualTo(2);

    // Of a file that is one row to the reader, all rows would be gone with one reject.
    Files.writeString(json, "[" + good.strip() + ", " + good.strip() + ", {\"size\": 2,");
    assertThat(run(job[0], job[1], job[2], job[3], "score.rejects=" + rejects)).isEqualTo(65);

    String query = "data.sql=\"select 'x' size, 'red' color union all select '2', 'blue'\"";
    assertThat(run("score", job(), "data.format=null", query, "score.rejects=" + rejects))
        .as(err())
        .isZero();
    assertThat(reasons(rejects)).containsExactly("column size is DOUBLE, not 'x'");
  }

  @Test
  void rejects_linesThatAreNoLibsvm_areSetAsideToo() throws IOException {
    Path train = Files.writeString(folder.resolve("a.libsvm"), "0 1:1 2:2\n1 1:2 2:1\n".repeat(9));
    String config =
        """
        data { format = libsvm, train = "%s" }
        stage {class = %s, params.maxIter = 2}
        output = "%s/svm"
        """
            .formatted(train, LR, folder);
    String file = Files.writeString(folder.resolve("svm.conf"), config).toString();
    assertThat(run("train", file)).as(err()).isZero();
    String lines = "0 1:1\n0 1:abc\n0 2:NaN\n1 7:1\n1 2:1e999\n";
    Path data = Files.writeString(folder.resolve("new.libsvm"), lines);
    String rejects = folder.resolve("rejects").toString();
    assertThat(run("score", file, "data.score=" + data)).isEqualTo(65);
    assertThat(run("score", file, "data.score=" + data, "score.rejects=" + rejects))
        .as(err())
        .isZero();
    assertThat(reasons(rejects))
        .containsExactly(
            "feature index 7 is beyond the 2 features of the model: 1 7:1",
            "features holds a value that is not finite",
            "features holds a value that is not finite",
            "the value of '1:abc' is not a number ('abc'): 0 1:abc");
  }

  @Test
  void rejects_ofColumnsNamedReason_areRefused() throws IOException {
    Path data = Files.writeString(folder.resolve("new.csv"), "size,color,reason\n2,green,x\n");
    assertThat(run("score", job(), "data.score=" + data, "score.rejects=" + folder.resolve("r")))
        .isEqualTo(65);
    assertThat(err()).contains("data.rename.reason = other");
  }

  private static List<String> reasons(String rejects) {
    List<String> reasons = new ArrayList<>();
    Dataset<Row> rows = TestSession.get().read().parquet(rejects).orderBy("reason");
    rows.collectAsList().forEach(row -> reasons.add(row.getAs("reason")));
    return reasons;
  }

  @Test
  void rowThatCannotBeScored_withoutRejects_isOneLine() throws IOException {
    Path data = Files.writeString(folder.resolve("new.csv"), "size,color,day\n2,green,d0\n");
    assertThat(run("score", job(), "data.score=" + data)).isEqualTo(65);
    assertThat(err())
        .contains("a row cannot be scored: color is green, which no training row had")
        .contains("score.rejects = FOLDER");
    assertThat(err().lines().filter(line -> line.startsWith("spark-optim:"))).hasSize(1);
    assertThat(folder.resolve("out/predictions")).doesNotExist();
  }

  @Test
  void mode_appendAndPartitions_keepTheRest() throws IOException {
    String[] partitioned = {"score.partitionBy=[\"day\"]", "score.mode=append"};
    score("size,color,day\n1,red,d0\n2,blue,d1\n", partitioned);
    score("size,color,day\n3,red,d1\n", partitioned);
    assertThat(TestSession.get().read().parquet(predictions()).count()).isEqualTo(3);
    score("size,color,day\n4,red,d1\n", "score.partitionBy=[\"day\"]", "score.mode=partitions");
    Dataset<Row> rows = TestSession.get().read().parquet(predictions());
    assertThat(rows.where("day = 'd1'").count()).isEqualTo(1);
    assertThat(rows.where("day = 'd0'").count()).isEqualTo(1);
  }

  @Test
  void settings_thatCannotBe_areRefused() throws IOException {
    Path data = Files.writeString(folder.resolve("new.csv"), "size,color,day\n2,red,d0\n");
    for (String[] bad :
        new String[][] {
          {"score.mode=partitions", "needs score.partitionBy"},
          {"score.columns=some", "score.columns must be all, none or a list"},
          {"score.explain=-1", "score.explain must be at least 0"},
          {"score.table=t", "score.table = t goes with score.mode"},
          {"score.probability=odds", "score.probability must be one of"},
        }) {
      assertThat(run("score", job(), "data.score=" + data, bad[0])).as(err()).isEqualTo(2);
      assertThat(err()).contains(bad[1]);
    }
    assertThat(run("score", job(), "data.score=" + data, "score.columns=[\"colour\"]"))
        .isEqualTo(65);
    assertThat(err()).contains("did you mean color?");
  }

  private void score(String rows, String... settings) throws IOException {
    Path data = Files.writeString(folder.resolve("new.csv"), rows);
    List<String> arguments = new ArrayList<>(List.of("score", job(), "data.score=" + data));
    arguments.addAll(Arrays.asList(settings));
    assertThat(run(arguments.toArray(String[]::new))).as(err()).isZero();
  }

  private String job() {
    return folder.resolve("job.conf").toString();
  }

  private String predictions() {
    return folder.resolve("out/predictions").toString();
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    return Main.run(
        arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }
}
