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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.package$;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.jobs.report.Python;
import sparkoptim.study.SampleDigits;

/** Whole jobs, from the command line to the files. */
final class MainTest {
  private static final String LR = "org.apache.spark.ml.classification.LogisticRegression";

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void session() {
    TestSession.get(); // the jobs take the running session
  }

  @Test
  void run_help_showsTheCommands() {
    assertThat(run("--help")).isZero();
    assertThat(out()).contains("train", "score", "study", "--stacktrace");
    assertThat(run("train", "--help")).isZero();
    assertThat(out()).contains("CONFIG [KEY=VALUE...]");
  }

  @Test
  void run_version_namesAll() {
    assertThat(run("--version")).isZero();
    assertThat(out())
        .contains("spark-optim")
        .contains("Spark " + package$.MODULE$.SPARK_VERSION())
        .contains("Java 17");
  }

  @Test
  void run_badUsage_is2WithOneLine() {
    refused("unknown command trian; did you mean train?", "trian", "a.conf");
    refused(
        "a command is missing: train, score, retrain, monitor, doctor, plan, promote, rollback,"
            + " history, result, study, inspect or convert");
    refused("Missing required parameter: 'CONFIG'", "train");
    refused(
        "unknown option --stacktrce; did you mean --stacktrace?", "train", "--stacktrce", "a.conf");
  }

  @Test
  void run_badConfig_is2WithOneLine() throws IOException {
    refused("no such config file: none.conf", "train", "none.conf");
    refused("unknown key data.trian", "train", config(""), "data.trian=x");
    refused("an override has the form key=value", "train", config(""), "overwrite");
  }

  @Test
  void train_noSuchData_isRefusedAndSaysHowToPassIt() throws IOException {
    refused("data.train is not set", "train", config(""), "data.train=null");
    refused(
        ExitCode.REFUSED,
        "data.train: no such file: /no/such",
        "train",
        config(""),
        "data.train=/no/such");
  }

  @Test
  void train_stackTraceAskedFor_showsIt() throws IOException {
    assertThat(run("train", config(""), "data.train=/no/such", "--stacktrace")).isEqualTo(65);
    assertThat(err()).contains("JobException").contains("at sparkoptim.jobs.");
  }

  @Test
  void train_stageRefusesTheData_isRefused() throws IOException {
    refused(ExitCode.REFUSED, "features", "train", config(""), "stage.params.featuresCol=nowhere");
  }

  @Test
  void train_goodConfig_writesModelMetricsAndTable() throws IOException {
    assertThat(run("train", config("stage.params.regParam = 0.01"))).as(err()).isZero();
    assertThat(out())
        .contains("rows      32 train, 8 test")
        .contains("features  2")
        .containsPattern("accuracy  1.00000 train, 1.00000 test")
        .containsPattern("model     file:.*/out/model");
    JsonNode metrics = metrics();
    assertThat(metrics.at("/rows").asInt()).isEqualTo(32);
    assertThat(metrics.at("/test/rows").asInt()).isEqualTo(8);
    assertThat(metrics.at("/test/accuracy").asDouble()).isEqualTo(1);
    assertThat(metrics.at("/features").asInt()).isEqualTo(2);
    assertThat(metrics.at("/seconds").asDouble()).isPositive();
    assertThat(metrics.at("/settings/stage/params/regParam").asDouble()).isEqualTo(0.01);
    assertThat(metrics.at("/versions/spark").asText()).isEqualTo(package$.MODULE$.SPARK_VERSION());
    assertThat(names(folder.resolve("out")))
        .containsExactlyInAnyOrder(
            ".spark-optim", "metrics.json", "model", "outcome.json", "report.html");
  }

  @Test
  void train_ourStage_recordsHowItWasTrained() throws IOException {
    String config = config("stage.class = LogisticRegression");
    assertThat(run("train", config)).as(err()).isZero();
    assertThat(out()).contains("SHA-256 ").contains("curve.png").containsPattern("stopped +\\S+");
    JsonNode metrics = metrics();
    assertThat(metrics.at("/objective").asDouble()).isBetween(0.0, Math.log(2));
    assertThat(metrics.at("/passes").asDouble()).isPositive();
    assertThat(metrics.at("/steps").asLong()).isPositive();
    assertThat(metrics.at("/stopReason").asText()).isNotEmpty();
    assertThat(metrics.at("/weightsSha256").asText()).matches("[0-9a-f]{64}");
    assertThat(metrics.at("/settings/optimMethod").asText()).contains(" + ");
    assertThat(metrics.at("/curve/0/objective").isNumber()).isTrue();
    assertThat(folder.resolve("out/curve.png")).isNotEmptyFile();

    assertThat(run("train", config, "stage.class=" + LR)).as(err()).isZero();
    assertThat(folder.resolve("out/curve.png")).doesNotExist(); // it belonged to the other model
  }

  @Test
  void train_again_replacesOrRefuses() throws IOException {
    assertThat(run("train", config(""))).isZero();
    assertThat(run("train", config(""), "stage.params.maxIter=3")).as(err()).isZero();
    assertThat(metrics().at("/settings/stage/params/maxIter").asInt()).isEqualTo(3);
    refused("overwrite = false", "train", config(""), "overwrite=false");
  }

  @Test
  void train_testRowsWithoutAKnownLabel_areLeftOutAndTold() throws IOException {
    String test = "0 1:0 2:-1\n1 1:0 2:1\n7 1:0 2:1\n-1 1:0 2:1\n1 1:NaN 2:1\n";
    Path rows = Files.writeString(folder.resolve("test.libsvm"), test);
    assertThat(run("train", config(""), "data.split.testEvery=null", "data.test=" + rows))
        .as(err())
        .isZero();
    JsonNode evaluated = metrics().at("/test");
    assertThat(evaluated.at("/rows").asInt()).isEqualTo(5);
    assertThat(evaluated.at("/evaluatedRows").asInt()).isEqualTo(2);
    assertThat(evaluated.at("/leftOut").toString())
        .isEqualTo("{\"labelUnknown\":2,\"predictionMissing\":1}");
    assertThat(evaluated.at("/accuracy").asDouble()).isEqualTo(1);
    assertThat(evaluated.at("/logLoss").asDouble()).isLessThan(1);
    assertThat(metrics().at("/warnings/0").asText())
        .startsWith("test: 2 of 5 rows left out of all figures: a label that the model");
    assertThat(out()).contains("left out");
  }

  @Test
  void train_reportThatCannotBeWritten_costsNothingElse() throws IOException {
    assertThat(
            run(
                "train",
                config("tensorBoard = \"%s/rows.libsvm/x\"".formatted(folder)),
                "mlflow.uri=http://me:s3cr3t@127.0.0.1:9",
                "stage.params.maxIter=2"))
        .as(err())
        .isEqualTo(3);
    assertThat(folder.resolve("out/model")).isDirectory();
    assertThat(out()).contains("reports   report.html");
    assertThat(err()).contains("the events for TensorBoard in", "the run in MLflow at http://***@");
    assertThat(err()).doesNotContain("s3cr3t");
    assertThat(metrics().at("/problems")).hasSize(2);
    assertThat(metrics().at("/settings/mlflow/uri").asText()).isEqualTo("http://***@127.0.0.1:9");
  }

  @Test
  void train_secrets_areInNoFile() throws IOException {
    String more = "model = ${PATH}\nmlflow.runName = \"run \"${HOME}";
    assertThat(run("train", config(more), "mlflow.experiment=password=s3cr3t")).as(err()).isZero();
    for (String name : List.of("metrics.json", "report.html")) {
      assertThat(folder.resolve("out/" + name))
          .content()
          .contains("${PATH}", "run ${HOME}", "password=***")
          .doesNotContain(System.getenv("PATH"), "s3cr3t");
    }
  }

  @Test
  void train_metrics_followTheSchema() throws IOException, InterruptedException {
    String validate =
        "import json, sys, jsonschema; files = [json.load(open(name)) for name in sys.argv[1:]]; "
            + "[jsonschema.validate(one, files[0], jsonschema.Draft202012Validator) "
            + "for one in files[1:]]";
    String ours = "stage.class=LogisticRegression";
    assertThat(run("train", config(""), ours, "evaluate.by=label")).as(err()).isZero();
    Path classes = Files.copy(folder.resolve("out/metrics.json"), folder.resolve("classes.json"));
    assertThat(run("train", config(""), "stage.class=PoissonRegression")).as(err()).isZero();
    Path counts = folder.resolve("out/metrics.json");
    Python.run("jsonschema", validate, "../docs/metrics.schema.json", "" + classes, "" + counts);
  }

  @Test
  void train_featureChain_isPartOfTheModel() throws IOException {
    Path table = Files.writeString(folder.resolve("table.csv"), table(40, true));
    String csv =
        """
        data { format = csv, train = "%s", split.testEvery = 4, relabel = sorted }
        features = [
          {class = StringIndexer, params {inputCol = color, outputCol = colorIndex}}
          {class = VectorAssembler, params {inputCols = [size, colorIndex], outputCol = features}}
        ]
        stage {class = %s, params.maxIter = 5}
        output = "%s/out"
        """
            .formatted(table, LR, folder);
    String file = Files.writeString(folder.resolve("csv.conf"), csv).toString();
    assertThat(run("train", file)).as(err()).isZero();
    assertThat(metrics().at("/labels").toString()).isEqualTo("[\"no\",\"yes\"]");
    assertThat(metrics().at("/test/accuracy").asDouble()).isEqualTo(1);

    Path later = Files.writeString(folder.resolve("later.csv"), table(10, false));
    assertThat(run("score", file, "data.score=" + later)).as(err()).isZero();
    assertThat(out()).contains("rows         10");
    Dataset<Row> predictions = predictions("out/predictions");
    assertThat(predictions.columns())
        .containsExactly("size", "color", "prediction", "predictedLabel", "probability");
    assertThat(predictions.schema().apply("probability").dataType().catalogString())
        .isEqualTo("array<double>");
    assertThat(predictions.where("prediction = cast(color = 'red' as double)").count())
        .isEqualTo(10);
  }

  @Test
  void score_libsvm_hasTheDimensionOfTheModel() throws IOException {
    assertThat(run("train", config(""))).isZero();
    Path narrow = Files.writeString(folder.resolve("narrow.libsvm"), "0 1:1\n1 1:-1\n");
    String place = "predictions=" + folder.resolve("elsewhere/p");
    assertThat(run("score", config(""), "data.score=" + narrow, place)).as(err()).isZero();
    assertThat(predictions("elsewhere/p").columns())
        .containsExactly("label", "features", "prediction", "probability");
    Path wide = Files.writeString(folder.resolve("wide.libsvm"), "0 3:1\n");
    refused(
        ExitCode.REFUSED,
        "index 3 is beyond the 2 features",
        "score",
        config(""),
        "data.score=" + wide);
  }

  @Test
  void score_noModel_isRefused() throws IOException {
    refused(
        ExitCode.REFUSED,
        "model: no such file:",
        "score",
        config(""),
        "data.score=" + Files.writeString(folder.resolve("rows"), "0 1:1\n"),
        "model=/no/model");
  }

  @Test
  void score_missingColumn_isRefused() throws IOException {
    assertThat(run("train", config(""))).isZero();
    Path csv = Files.writeString(folder.resolve("other.csv"), "a\n1\n");
    refused(
        ExitCode.REFUSED,
        "features",
        "score",
        config(""),
        "data.format=csv",
        "data.numFeatures=null",
        "data.score=" + csv);
  }

  @Test
  void study_withoutName_listsThem() {
    assertThat(run("study")).isZero();
    assertThat(out().lines()).hasSize(6).anyMatch(line -> line.startsWith("alpha-svrg"));
  }

  @Test
  void study_tiny_printsClaimsAndWritesResults() throws IOException {
    String data = "data=" + SampleDigits.write(folder.resolve("digits.libsvm"), 300);
    String output = "output=" + folder.resolve("spa");
    assertThat(run("study", "spa", data, output, "effort=0.01")).as(err()).isZero();
    assertThat(out()).contains("Defazio").contains("held-out accuracy").contains("reproduces");
    assertThat(out()).contains("213 images of 64 pixels train, 87 are held out");
    assertThat(names(folder.resolve("spa")))
        .containsExactlyInAnyOrder(
            ".spark-optim", "results.json", "runs", "spa-falls.png", "spa-lyapunov.png");
    byte[] results = Files.readAllBytes(folder.resolve("spa/results.json"));
    JsonNode json = new ObjectMapper().readTree(results);
    assertThat(json.at("/trainRows").asInt()).isEqualTo(213);
    assertThat(json.at("/pixels").asInt()).isEqualTo(64);
    assertThat(json.at("/claims/0/verdict").asText()).isEqualTo("reproduces");
    assertThat(json.at("/tables/0/rows/0/training loss/values").size()).isEqualTo(2);

    assertThat(run("study", "spa", data, output, "effort=0.01")).as(err()).isZero();
    assertThat(Files.readAllBytes(folder.resolve("spa/results.json"))).isEqualTo(results);
  }

  @Test
  void study_badUsage_is2WithOneLine() throws IOException {
    String data = "data=" + SampleDigits.write(folder.resolve("digits.libsvm"), 300);
    String file = "output=" + Files.createFile(folder.resolve("file"));
    refused("unknown study spam; did you mean spa?", "study", "spam");
    refused(
        "study networks needs BigDL, and spark-optim-bigdl or BigDL's jars are not on the class",
        "study",
        "networks");
    refused(
        ExitCode.REFUSED,
        "data: no images in the folder " + folder,
        "study",
        "spa",
        "data=" + folder);
    refused("unknown key effrot; did you mean effort?", "study", "spa", "effrot=1");
    refused("effort must be in (0, 1], was 2.0", "study", "spa", data, "effort=2");
    refused(
        ExitCode.REFUSED,
        "data: no such file or folder: /no/such",
        "study",
        "spa",
        "data=/no/such");
    refused("output is a file, not a folder", "study", "spa", data, file);
    Path text = Files.writeString(folder.resolve("text"), "a 1:2\n".repeat(30));
    refused(ExitCode.REFUSED, "text, image 1: For input string", "study", "spa", "data=" + text);
  }

  private void refused(String message, String... arguments) {
    refused(ExitCode.CONFIGURATION, message, arguments);
  }

  private void refused(int code, String message, String... arguments) {
    err.reset();
    assertThat(run(arguments)).as(err()).isEqualTo(code);
    assertThat(err()).startsWith("spark-optim: ").contains(message);
    assertThat(err().lines()).hasSize(1);
  }

  private int run(String... arguments) {
    return Main.run(
        arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  /** Forty rows of two features; the sign of the second is the label. */
  private String config(String more) throws IOException {
    String rows =
        IntStream.range(0, 40)
            .mapToObj(i -> "%d 1:%d 2:%d\n".formatted(i % 2, i % 3, i % 2 == 0 ? -1 : 1))
            .collect(Collectors.joining());
    Path data = Files.writeString(folder.resolve("rows.libsvm"), rows);
    List<String> lines = new ArrayList<>();
    lines.add("data {format = libsvm, train = \"%s\", split.testEvery = 5}".formatted(data));
    lines.add("stage {class = %s, params.maxIter = 5}".formatted(LR));
    lines.add("output = \"%s/out\"".formatted(folder));
    lines.add(more);
    return Files.writeString(folder.resolve("job.conf"), String.join("\n", lines)).toString();
  }

  private static String table(int rows, boolean labelled) {
    var text = new StringBuilder(labelled ? "size,color,label\n" : "size,color\n");
    for (int i = 0; i < rows; i++) {
      boolean red = i * 7 % 3 == 0;
      text.append(i % 5).append(red ? ",red" : ",blue");
      text.append(labelled ? (red ? ",yes\n" : ",no\n") : "\n");
    }
    return text.toString();
  }

  private JsonNode metrics() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("out/metrics.json").toFile());
  }

  private Dataset<Row> predictions(String path) {
    return TestSession.get().read().parquet(folder.resolve(path).toString());
  }

  private static List<String> names(Path place) throws IOException {
    try (var files = Files.list(place)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }
}
