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
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.jobs.registry.Registry;

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

  private int run(String command, Stream<String> words) {
    return run(command, words.toArray(String[]::new));
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
  void prepare_settingsFileOfTheUser_stays() throws IOException {
    String file =
        settings(
            "spark.master: spark://h:7077 ",
            "spark.standalone.submit.waitAppCompletion=false",
            "spark.driver.extraJavaOptions -Dmine=1 ");
    assertThat(run("prepare", "train", config, "--", "--properties-file", file)).isZero();
    assertThat(options()).noneMatch(option -> option.contains("waitAppCompletion"));
    assertThat(javaOptions())
        .contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED")
        .endsWith(" -Dmine=1");
    run(
        "prepare",
        "train",
        config,
        "--",
        "--properties-file=" + file,
        "--conf",
        "spark.driver.extraJavaOptions=-Dconf=1");
    assertThat(javaOptions()).endsWith(" -Dconf=1").doesNotContain("mine");
  }

  @Test
  void prepare_javaOptionsThatOpenModulesThemselves_areNotTakenApart() throws IOException {
    String own = "--add-opens=java.base/java.lang=ALL-UNNAMED -Dmine=1";
    String[] words = {"--master", "spark://h:7077", "--supervise", "--driver-java-options", own};
    assertThat(run("prepare", Stream.concat(Stream.of("train", config, "--"), Stream.of(words))))
        .isZero();
    assertThat(javaOptions()).endsWith(" " + own);
    String whole = ClusterSettings.moduleOptions().strip() + " -Dmine=1";
    String file = settings("spark.driver.extraJavaOptions = " + whole);
    run("prepare", "train", config, "--", "--master", "spark://h:7077", "--properties-file", file);
    assertThat(javaOptions()).isEqualTo(whole);
  }

  private String javaOptions() {
    return options().get(options().indexOf("--driver-java-options") + 1);
  }

  private String settings(String... lines) throws IOException {
    return Files.write(folder.resolve("settings.conf"), List.of(lines)).toString();
  }

  @Test
  void prepare_yarn_triesOnceUnlessThereAreCheckpoints() {
    String once = "spark.yarn.maxAppAttempts=1";
    assertThat(run("prepare", "train", config, "--", "--master", "yarn")).isZero();
    assertThat(options()).contains(once);
    String checkpoints = "stage.params.checkpointDir=hdfs:///ckpt";
    assertThat(run("prepare", "train", config, checkpoints, "--", "--master", "yarn")).isZero();
    assertThat(options()).doesNotContain(once);
    Path file = Path.of("../cluster-conf/yarn/spark-defaults.conf");
    assertThat(run("prepare", "train", config, "--", "--properties-file", file.toString()))
        .isZero();
    assertThat(options()).contains(once);
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
    String other = config + "#night.conf";
    assertThat(run("prepare", "train", "night.conf", "data.trian=x", "--", "--files", other))
        .isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--stacktrace %s", "%s --stacktrace"})
  void prepare_optionsAmongTheWords_areNoOverrides(String words) {
    String[] all = ("train " + words + " -- --master yarn").formatted(config).split(" ", -1);
    assertThat(run("prepare", all)).as(err()).isZero();
    assertThat(options()).contains("spark.yarn.maxAppAttempts=1"); // so the file was read
  }

  @Test
  void prepare_noConfig_isTheUsualUsageError() {
    assertThat(run("prepare", "train", "--", "--deploy-mode", "cluster")).isEqualTo(2);
    assertThat(err())
        .isEqualTo(
            "spark-optim: Missing required parameter: 'CONFIG' (spark-optim train --help shows the"
                + " usage)\n");
    assertThat(run("prepare", "train", "--stacktrce", config, "--")).isEqualTo(2);
    assertThat(err()).contains("did you mean --stacktrace?");
  }

  @Test
  void prepare_configOfAnotherFileSystem_isReadWithTheSettingsOfTheFile() throws IOException {
    String remote = "viewfs://c/conf/a9a.conf";
    assertThat(run("prepare", "train", remote, "data.trian=x", "--"))
        .isZero(); // left to the driver
    String[] words = {"train", remote, "data.trian=x", "--", "--properties-file", mounts()};
    assertThat(run("prepare", words)).isEqualTo(2);
    assertThat(err()).contains("did you mean data.train?");
  }

  /** Returns a settings file with a file system whose folders are on this machine. */
  private String mounts() throws IOException {
    String link = "spark.hadoop.fs.viewfs.mounttable.c.link.";
    return settings(
        "spark.hadoop.fs.viewfs.impl.disable.cache = true",
        link + "/conf = " + folder.toUri(),
        link + "/out = " + folder.resolve("out").toUri());
  }

  @ParameterizedTest
  @ValueSource(strings = {"output=runs/a9a", "registry=nights", "registry.uri=nights"})
  void prepare_folderOfTheDriverInAnyForm_isRefused(String override) {
    assertThat(run("prepare", "train", "/opt/conf/a9a.conf", override, "--")).isEqualTo(2);
    assertThat(err()).contains("another working folder");
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

  @Test
  void ended_configOfTheClusterAlone_takesTheOutputOfTheCommandLine() throws IOException {
    outcome("{'submission': '" + ID + "', 'exitCode': 0}");
    String[] words = {"train", "/opt/conf/a9a.conf", "output=" + folder + "/out", "--"};
    assertThat(run("ended", words)).as(err()).isZero();
    assertThat(run("ended", "train", "/opt/conf/a9a.conf", "--")).isEqualTo(1);
    assertThat(err()).contains("pass output=FOLDER").hasLineCount(1);
  }

  @Test
  void ended_variableThatOnlyTheDriverHas_doesNotHideTheOutput() throws IOException {
    outcome("{'submission': '" + ID + "', 'exitCode': 0}");
    assertThat(run("ended", "train", config, "data.train=${NOBODY_HAS_THIS}", "--")).isZero();
    assertThat(run("ended", "train", config, "output=${NOBODY_HAS_THIS}", "--")).isEqualTo(1);
  }

  @Test
  void ended_optionsAmongTheWords_areNoOverrides() throws IOException {
    outcome("{'submission': '" + ID + "', 'exitCode': 3}");
    assertThat(run("ended", "train", "--stacktrace", config, "--")).isEqualTo(3);
    assertThat(run("ended", "retrain", config, "--simulate", "3", "--")).isEqualTo(3);
    assertThat(run("ended", "retrain", "--simulate", "3", config, "--")).isEqualTo(3);
    assertThat(run("ended", "retrain", "--from-record=v", config, "run.id=1", "--")).isEqualTo(3);
  }

  @Test
  void ended_filesOfAnotherFileSystem_areReadWithTheSettingsOfTheFile() throws IOException {
    outcome("{'submission': '" + ID + "', 'exitCode': 65}");
    String file = mounts();
    String remote = "viewfs://c/conf/a9a.conf";
    assertThat(run("ended", "train", remote, "--", "--properties-file", file)).isEqualTo(65);
    String output = "output=viewfs://c/out";
    assertThat(run("ended", "train", config, output, "--", "--properties-file", file))
        .isEqualTo(65);
  }

  @Test
  void ended_outputOfAFileSystemThatIsNotHere_saysWhatToPassAndWhereTheCodeIs() {
    assertThat(run("ended", "train", config, "output=gs://b/out", "--")).isEqualTo(1);
    assertThat(err()).contains("gs://b/out/outcome.json", "--jars", "exitCode").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'submission': '1-2-3', 'outcome': 'skipped', 'exitCode': 0} | | 0",
        "{'submission': '1-2-3', 'outcome': 'refused', 'exitCode': 65} | run.again=true | 65",
        "{'submission': 'another', 'outcome': 'kept', 'exitCode': 10} | | 10",
        "{'submission': 'another', 'outcome': 'kept', 'exitCode': 10} | run.again=true | 1",
        "{'submission': 'another', 'outcome': 'refused', 'exitCode': 65} | | 1",
        "{'outcome': 'refused', 'exitCode': 65} | | 65",
        "{'outcome': 'skipped', 'exitCode': 0} | | 1",
        "{'outcome': 'promoted'} | | 1",
      })
  void ended_night_isReadFromItsRegistry(String result, String more, int code) throws IOException {
    Path place = folder.resolve("nights");
    try (Registry registry = Registry.toWrite(place.toString(), new Configuration(), true)) {
      registry.run("2026-11-10").attempt(1).writeResult(result.replace('\'', '"').getBytes(UTF_8));
    }
    List<String> words = new ArrayList<>(List.of("retrain", config, "registry=" + place));
    words.add("run.id=2026-11-10");
    Optional.ofNullable(more).ifPresent(words::add);
    words.add("--");
    assertThat(run("ended", words.stream())).as(err()).isEqualTo(code);
    assertThat(err()).hasLineCount(1);
  }

  @Test
  void ended_nightWithoutAResult_mayBeTriedAgain() throws IOException {
    String place = folder.resolve("nights").toString();
    String[] words = {"retrain", config, "registry.uri=" + place, "run.id=2026-11-10", "--"};
    assertThat(run("ended", words)).isEqualTo(1); // no such registry
    try (Registry registry = Registry.toWrite(place, new Configuration(), true)) {
      assertThat(run("ended", words)).isEqualTo(1); // no such run
      registry.run("2026-11-10").attempt(1).writePhase("inputs", "{}".getBytes(UTF_8));
    }
    assertThat(run("ended", words)).isEqualTo(75);
    assertThat(err()).contains("has no result").hasLineCount(1);
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
