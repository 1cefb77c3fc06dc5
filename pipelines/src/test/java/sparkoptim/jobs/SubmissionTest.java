// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a launcher asks on the machine from which a job goes to a cluster. */
final class SubmissionTest {
  private static final String ID = "1-2-3";

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String config;

  @BeforeEach
  void write() throws IOException {
    String text =
        """
        data { format = libsvm, train = "/data/a9a" }
        stage.class = LogisticRegression
        output = "%s/out"
        """
            .formatted(folder);
    config = Files.writeString(folder.resolve("a9a.conf"), text).toString();
  }

  private int run(String command, String... words) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of(command, ID, "--"));
    all.addAll(List.of(words));
    return Main.run(
        all.toArray(String[]::new),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private String err() {
    return err.toString(UTF_8);
  }

  private List<String> options() {
    return out.toString(UTF_8).lines().toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stage.params.maxIte=5 | did you mean maxIter?",
        "stage.params.regParam=-1 | regParam",
        "data.trian=x | did you mean data.train?",
        "stage.class=LogisticRegresion | LogisticRegresion",
        "output=runs/a9a | another working folder"
      })
  void prepare_wrongConfiguration_endsWith2AndOneLine(String override, String message) {
    assertThat(run("prepare", "train", config, override, "--", "--master", "yarn")).isEqualTo(2);
    assertThat(err()).startsWith("spark-optim: ").contains(message);
    assertThat(err().lines()).hasSize(1);
    assertThat(options()).isEmpty();
  }

  @Test
  void prepare_standalone_opensModulesBesideTheOptionsOfTheUser() {
    assertThat(
            run(
                "prepare",
                "train",
                config,
                "--",
                "--master=spark://h:7077",
                "--driver-java-options",
                "-Dmine=1"))
        .as(err())
        .isZero();
    assertThat(options())
        .startsWith("--conf", "spark.sparkoptim.submission=" + ID)
        .containsSequence("--conf", "spark.standalone.submit.waitAppCompletion=true");
    int java = options().indexOf("--driver-java-options") + 1;
    assertThat(options().get(java))
        .contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED")
        .endsWith(" -Dmine=1");
  }

  @Test
  void prepare_settingsOfTheUser_stay() {
    String wait = "spark.standalone.submit.waitAppCompletion=false";
    assertThat(run("prepare", "train", config, "--", "--master", "spark://h:7077", "--conf", wait))
        .isZero();
    assertThat(options()).noneMatch(option -> option.contains("waitAppCompletion"));
  }

  @Test
  void prepare_yarn_triesOnceUnlessThereAreCheckpoints() {
    String once = "spark.yarn.maxAppAttempts=1";
    assertThat(run("prepare", "train", config, "--", "--master", "yarn")).isZero();
    assertThat(options()).contains(once);
    String checkpoints = "stage.params.checkpointDir=hdfs:///ckpt";
    assertThat(run("prepare", "train", config, checkpoints, "--", "--master", "yarn")).isZero();
    assertThat(options()).doesNotContain(once);
  }

  @Test
  void prepare_configThatFilesSendAlong_isReadFromThere() {
    assertThat(
            run(
                "prepare",
                "train",
                "a9a.conf",
                "data.trian=x",
                "--",
                "--files",
                "/b.txt," + config))
        .isEqualTo(2);
  }

  /** A path in an image, a variable of the driver's environment, a class of a package. */
  @Test
  void prepare_whatOnlyTheClusterKnows_isLeftToTheDriver() {
    assertThat(run("prepare", "train", "/opt/conf/a9a.conf", "--", "--master", "k8s://x")).isZero();
    assertThat(run("prepare", "train", config, "output=${NOBODY_HAS_THIS}", "--")).isZero();
    assertThat(run("prepare", "train", config, "stage.class=com.acme.Forest", "--")).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 65, 75, 143})
  void ended_outcomeOfThisSubmission_endsWithItsCode(int code) throws IOException {
    outcome("{'submission': '" + ID + "', 'exitCode': " + code + ", 'message': 'because'}");
    assertThat(run("ended", "train", config, "--", "--master", "yarn")).isEqualTo(code);
    assertThat(err()).isEqualTo("spark-optim: because\n");
  }

  @Test
  void ended_noOutcomeOrThatOfAnotherRun_endsWith1AndSaysWhere() throws IOException {
    assertThat(run("ended", "train", config, "--")).isEqualTo(1);
    assertThat(err()).contains("out/outcome.json is not there");
    outcome("{'submission': 'another', 'exitCode': 0}");
    assertThat(run("ended", "train", config, "--")).isEqualTo(1);
    assertThat(err()).contains("out/outcome.json is of another run");
    outcome("{'exitCode': 0}");
    assertThat(run("ended", "train", config, "--")).isEqualTo(1);
    outcome("{");
    assertThat(run("ended", "train", config, "--")).isEqualTo(1);
    assertThat(run("ended", "train", "/opt/conf/a9a.conf", "--")).isEqualTo(1);
    assertThat(err().lines()).hasSize(1);
  }

  private void outcome(String json) throws IOException {
    Files.createDirectories(folder.resolve("out"));
    Files.writeString(folder.resolve("out/outcome.json"), json.replace('\'', '"'));
  }

  @Test
  void outcome_ofASubmission_namesIt() throws IOException {
    System.setProperty(Submission.ID, ID);
    try {
      TestSession.get();
      String[] train = {"train", config, "data.train=" + folder + "/nothing"};
      int code =
          Main.run(train, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
      assertThat(code).isEqualTo(65);
      assertThat(run("ended", "train", config, "--")).isEqualTo(65);
    } finally {
      System.clearProperty(Submission.ID);
    }
  }

  @Test
  void check_gcm_isRefusedInOneLine() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.network.crypto.enabled", "true")
            .set("spark.network.crypto.cipher", "AES/GCM/NoPadding");
    assertThatThrownBy(() -> ClusterSettings.check(conf))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("spark.network.crypto.cipher = AES/GCM/NoPadding")
        .hasMessageContaining("AES/CTR/NoPadding");
    ClusterSettings.check(conf.set("spark.network.crypto.cipher", "AES/CTR/NoPadding"));
    ClusterSettings.check(new SparkConf(false).set("spark.network.crypto.cipher", "AES/GCM/x"));
  }

  @Test
  void failure_ofASparkThatCouldNotStart_isOneLine() {
    Failure closed =
        Failure.of(
            new ExceptionInInitializerError(
                new IllegalAccessError("class A cannot access class B (in module java.base)")),
            false);
    assertThat(closed.exitCode()).isEqualTo(2);
    assertThat(closed.message()).contains("--add-opens", "bin/spark-optim");
    Failure stopped =
        Failure.of(
            new IllegalStateException("Cannot call methods on a stopped SparkContext.\nThis"),
            false);
    assertThat(stopped.exitCode()).isEqualTo(75);
    assertThat(stopped.message()).contains("the cluster manager");
  }
}
