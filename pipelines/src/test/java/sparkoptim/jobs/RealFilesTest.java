// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that people meet, as packages for Python hold them: what inspect proposes trains as it is,
 * and beats the majority class, or the mean. The table of docs/data.md is what this leaves in
 * target/real-files.md.
 */
final class RealFilesTest {
  private static final Path SCRIPT = Path.of("src/test/python/real_files.py");
  private static final Path TABLE = Path.of("target/real-files.md");

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> train_asInspectProposes_beatsTheMajority() throws Exception {
    String python = System.getenv("SPARK_OPTIM_REAL_FILES");
    assumeThat(python).as("SPARK_OPTIM_REAL_FILES is not set: bin/test --real-files").isNotBlank();
    String spark = System.getenv("SPARK_HOME");
    assumeThat(spark).as("SPARK_HOME is not set: run bin/test").isNotBlank();
    TestSession.get(); // the jobs take the running session
    Process process =
        new ProcessBuilder(python, SCRIPT.toString(), folder.toString(), spark)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    Files.writeString(
        TABLE, "| file | from | label | result | at least |\n|---|---|---|---|---|\n");
    return printed
        .lines()
        .map(line -> line.split("\t"))
        .map(f -> dynamicTest(f[0], () -> train(f[0], f[1], Double.parseDouble(f[2]))));
  }

  private void train(String name, String source, double margin) throws IOException {
    Path config = folder.resolve(name + ".conf");
    Path output = folder.resolve("out-" + name);
    String proposed = run("inspect", folder.resolve(name).toString());
    Files.writeString(config, proposed);
    run("train", config.toString(), "output=" + output);
    JsonNode metrics = new ObjectMapper().readTree(output.resolve("metrics.json").toFile());
    JsonNode figures = metrics.path(metrics.has("test") ? "test" : "train");
    String label = metrics.at("/settings/data/labelColumn").asText();
    double gained = figures.path("r2").asDouble();
    String result = "r2 %.3f".formatted(gained);
    if (figures.has("accuracy")) {
      double majority = majority(figures);
      double accuracy = figures.at("/accuracy").asDouble();
      gained = accuracy - majority;
      result = "accuracy %.3f, majority %.3f".formatted(accuracy, majority);
    }
    String line = "| %s | %s | %s | %s | +%s |\n";
    Files.writeString(
        TABLE,
        line.formatted(name, source, label, result, margin),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    assertThat(gained).as(result + "\n" + proposed).isGreaterThanOrEqualTo(margin);
  }

  private static double majority(JsonNode figures) {
    double most = 0;
    double all = 0;
    for (JsonNode of : figures.at("/classes")) {
      double support = of.path("support").asDouble();
      most = Math.max(most, support);
      all += support;
    }
    return most / all;
  }

  private static String run(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int code =
        Main.run(arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    assertThat(code).as(String.join(" ", arguments) + "\n" + err.toString(UTF_8)).isZero();
    return out.toString(UTF_8);
  }
}
