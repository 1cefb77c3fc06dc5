// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.jobs.Main;

/** The study as a job, on a few images and with the least effort. */
final class NetworksStudyTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path folder;

  /** Twice, for the same bits. */
  @Test
  void study_tinyDigits_fillsAllRowsAtEqualGradients() throws IOException {
    Path data = SampleImages.digits(folder.resolve("digits"), 30);
    JsonNode results = results(data);
    assertThat(results(data)).isEqualTo(results);
    assertThat(results.at("/trainRows").asInt()).isEqualTo(21);
    assertThat(results.at("/pixels").asInt()).isEqualTo(64);
    assertThat(results.at("/tables")).hasSize(2);
    for (JsonNode table : results.at("/tables")) {
      assertThat(table.at("/title").asText()).startsWith("ConvNet, 2,746 parameters, 4 gradients");
      assertThat(table.at("/rows")).hasSize(Candidates.all(2).size());
      for (JsonNode row : table.at("/rows")) {
        assertThat(row.at("/gradients").asDouble()).as(row.toString()).isEqualTo(4);
        assertFinite(row.at("/training loss/values"));
        assertFinite(row.at("/held-out accuracy/values"));
      }
    }
    assertThat(results.at("/claims")).hasSize(11);
    assertThat(folder.resolve("output"))
        .isDirectoryContaining(file -> file.endsWith("networks-loss.png"))
        .isDirectoryContaining(file -> file.endsWith("networks-accuracy.png"));
  }

  private static void assertFinite(JsonNode values) {
    assertThat(values).hasSize(2);
    assertThat(StreamSupport.stream(values.spliterator(), false))
        .allMatch(value -> value.isNumber() && Double.isFinite(value.asDouble()));
  }

  /** The second one finds the runs of the first. */
  @Test
  void study_epochsSeedsRowsAndBudget_areHeeded() throws IOException {
    Path data = SampleImages.digits(folder.resolve("digits"), 40);
    String[] command = {
      "study",
      "networks",
      "data=" + data,
      "output=" + folder.resolve("sized"),
      "epochs=9",
      "seeds=2",
      "rows=20",
      "budget=600"
    };
    assertThat(run(command)).as(err.toString(UTF_8)).isZero();
    assertThat(out.toString(UTF_8)).doesNotContain("were there already");
    JsonNode results =
        new ObjectMapper()
            .readTree(Files.readAllBytes(folder.resolve("sized").resolve("results.json")));
    assertThat(results.at("/trainRows").asInt()).isEqualTo(20);
    assertThat(results.at("/seeds").asInt()).isEqualTo(2);
    assertThat(results.at("/tables/0/title").asText())
        .startsWith("ConvNet, 2,746 parameters, 10 gradients");
    command[7] = "budget=0.000001";
    assertThat(run(command)).as(err.toString(UTF_8)).isZero();
    assertThat(out.toString(UTF_8)).contains("were there already");
  }

  @Test
  void study_mnistsFolder_isRunOnLeNet() throws IOException {
    JsonNode results = results(SampleImages.mnist(folder, 20, 28));
    assertThat(results.at("/trainRows").asInt()).isEqualTo(16);
    assertThat(results.at("/heldOutRows").asInt()).isEqualTo(4);
    assertThat(results.at("/tables/0/title").asText()).startsWith("LeNet-5, 22,278 parameters");
    assertThat(out.toString(UTF_8)).contains("16 images of 784 pixels train, 4 are held out");
  }

  @Test
  void study_wrongData_isRefusedInALine() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    refused("data: no images in the folder " + empty, empty);
    refused("data: no such file or folder: /no/such", Path.of("/no/such"));
    Path odd = SampleImages.mnist(Files.createDirectory(folder.resolve("odd")), 40, 10);
    refused("images must have 8 x 8 or 28 x 28 pixels, these have 100", odd);
  }

  @Test
  void study_withoutName_listsNetworksToo() {
    assertThat(run("study")).isZero();
    assertThat(out.toString(UTF_8).lines()).anyMatch(line -> line.startsWith("networks "));
  }

  private JsonNode results(Path data) throws IOException {
    Path output = folder.resolve("output");
    forgetRuns(output.resolve("runs")); // all of them are made anew
    assertThat(run("study", "networks", "data=" + data, "output=" + output, "effort=0.01"))
        .as(err.toString(UTF_8))
        .isZero();
    return new ObjectMapper().readTree(Files.readAllBytes(output.resolve("results.json")));
  }

  private static void forgetRuns(Path runs) throws IOException {
    if (Files.isDirectory(runs)) {
      try (Stream<Path> files = Files.list(runs)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void refused(String message, Path data) {
    err.reset();
    String output = "output=" + folder.resolve("output");
    assertThat(run("study", "networks", "data=" + data, output))
        .isEqualTo(65); // data that is refused
    String text = err.toString(UTF_8);
    assertThat(text.lines().filter(line -> line.startsWith("spark-optim: "))).hasSize(1);
    assertThat(text).contains(message);
  }

  private int run(String... arguments) {
    return Main.run(
        arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }
}
