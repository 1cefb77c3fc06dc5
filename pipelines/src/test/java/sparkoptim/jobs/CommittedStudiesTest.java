// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.study.Studies;

/** The figures in studies/results, and what the documentation makes of them. */
final class CommittedStudiesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final double EFFORT = 0.05;

  private static Path home() {
    return Stream.iterate(Path.of("").toAbsolutePath(), place -> place != null, Path::getParent)
        .filter(place -> Files.isDirectory(place.resolve("studies/results")))
        .findFirst()
        .orElseThrow();
  }

  /** To the bit: figures that move say that a method does. */
  @ParameterizedTest
  @ValueSource(
      strings = {"spa", "step-tuned", "taso", "trajectories", "alpha-svrg", "next-methods"})
  void smallRun_ofEveryStudy_hasTheCommittedFigures(String name, @TempDir Path folder)
      throws IOException {
    Path digits = home().resolve(".spark-optim/data/digits.libsvm");
    assumeThat(digits).as("the digits, which bin/test installs").exists();
    var settings = new StudySettings(digits, folder.resolve("out").toString(), EFFORT, 1);
    var out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    new StudyJob(Studies.named(name).orElseThrow(), settings, out).run();
    JsonNode committed = figures(home().resolve("studies/results/small/" + name + ".json"));
    JsonNode fresh = figures(folder.resolve("out/results.json"));
    assertThat(fresh.at("/claims")).isEqualTo(committed.at("/claims"));
    assertThat(fresh).isEqualTo(committed);
  }

  /** Versions of libraries and names of machines are no figures. */
  private static JsonNode figures(Path file) throws IOException {
    ObjectNode all = (ObjectNode) MAPPER.readTree(file.toFile());
    all.remove("versions");
    all.remove("machine");
    return all;
  }

  @Test
  void pages_everyFigure_isOfTheResults() throws IOException, InterruptedException {
    String python = System.getenv("SPARK_OPTIM_PYTHON");
    assumeThat(python).as("SPARK_OPTIM_PYTHON, which bin/test sets").isNotNull();
    Process check =
        new ProcessBuilder(List.of(python, home().resolve("bin/study-pages").toString(), "--check"))
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor()).as(said).isZero();
  }
}
