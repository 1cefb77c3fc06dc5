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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor as a command, on one machine. */
final class DoctorCommandTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String config;

  @BeforeEach
  void session() throws IOException {
    TestSession.get();
    String text =
        """
        data { format = libsvm, train = "/data/a9a" }
        stage { class = LogisticRegression, params.checkpointDir = "%s/checkpoints" }
        output = "%s/out"
        """
            .formatted(folder, folder);
    config = Files.writeString(folder.resolve("a9a.conf"), text).toString();
  }

  private int run(String... arguments) {
    return Main.run(
        arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private String out() {
    return out.toString(UTF_8);
  }

  @Test
  void doctor_healthyMachine_endsWith0AndALineACheck() {
    assertThat(run("doctor", config)).as(out() + err).isZero();
    assertThat(out().lines()).hasSizeGreaterThan(10).allMatch(line -> line.startsWith("ok "));
    assertThat(out()).contains("checkpointDir", "output", "exchange", "slots");
    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(folder.resolve("checkpoints")).isEmptyDirectory();
  }

  @Test
  void doctor_withoutConfig_looksAtTheRest() {
    assertThat(run("doctor")).as(out() + err).isZero();
    assertThat(out()).doesNotContain("configuration", "output");
  }

  @Test
  void doctor_wrongConfig_endsWith65AndStartsNoCluster() {
    assertThat(run("doctor", config, "stage.params.maxIte=1")).isEqualTo(65);
    assertThat(out()).contains("fail", "did you mean maxIter?", "not looked at");
  }

  @Test
  void doctor_folderThatIsAFile_fails() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThat(run("doctor", config, "output=" + file)).isEqualTo(65);
    assertThat(out()).containsPattern("fail +folders +output");
  }

  @Test
  void doctor_json_isJsonAndTheReportHasNoSecrets() throws IOException {
    Path report = folder.resolve("report.json");
    System.setProperty("spark.hadoop.fs.s3a.secret.key", "hush");
    try {
      assertThat(run("doctor", "--json", "--report=" + report)).isZero();
    } finally {
      System.clearProperty("spark.hadoop.fs.s3a.secret.key");
    }
    JsonNode json = new ObjectMapper().readTree(out());
    assertThat(json.at("/healthy").asBoolean()).isTrue();
    assertThat(json.at("/findings/0/level").asText()).isEqualTo("ok");
    assertThat(Files.readString(report)).contains("\"settings\"").doesNotContain("hush");
  }

  @Test
  void doctor_keysInAPath_areNotPrinted() throws IOException {
    Path report = folder.resolve("report.json");
    String output = "output=nowhere://AKIDKEY:hush@bucket/out";
    assertThat(run("doctor", config, output, "--report=" + report)).isEqualTo(65);
    assertThat(out()).contains("cannot be reached", "***").doesNotContain("hush");
    assertThat(Files.readString(report)).doesNotContain("hush");
  }

  @Test
  void doctor_emptyFolder_isAFinding() {
    assertThat(run("doctor", config, "stage.params.checkpointDir=\"\"")).isEqualTo(65);
    assertThat(out()).containsPattern("fail +local +").contains("not looked at");
  }
}
