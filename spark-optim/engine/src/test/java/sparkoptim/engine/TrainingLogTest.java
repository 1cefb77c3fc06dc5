// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.core.StopReason;
import sparkoptim.core.sharded.CommunicationCost;

class TrainingLogTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir private Path folder;
  private int listeners;

  @BeforeEach
  void count() {
    listeners = ProgressListeners.count();
  }

  @AfterEach
  void noListenerIsLeft() {
    assertThat(ProgressListeners.count()).isEqualTo(listeners);
  }

  private static Progress report(String fit, long step, double objective) {
    CommunicationCost communicationCost = new CommunicationCost();
    communicationCost.waitNanos = 500_000_000L;
    communicationCost.exchangeNanos = 250_000_000L;
    communicationCost.bytes = 4096;
    return new Progress(
        fit, step, 100, 1, 1.5, 0.4, objective, 0.01, 0.1, 1e6, 2, communicationCost, false);
  }

  private static void train(String fit) {
    ProgressListeners.each(listener -> listener.fitStarted(fit, "ranks(1)"));
    ProgressListeners.tell(report(fit, 3, Double.NaN));
    ProgressListeners.tell(report("another", 4, 0.3));
    ProgressListeners.tell(report(fit, 5, 0.3));
    ProgressListeners.each(listener -> listener.roundEnded(fit, SampleStates.of(7, 0.25, null)));
    ProgressListeners.each(
        listener -> listener.roundEnded(fit, SampleStates.of(7, 0.25, StopReason.CONVERGED)));
    ProgressListeners.each(listener -> listener.fitEnded(fit, null));
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    assertThat(Files.readString(file)).endsWith("}\n");
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  private static List<String> kinds(Path file) throws IOException {
    return lines(file).stream().map(line -> line.required("kind").asText()).toList();
  }

  private String logged(String path, String fit) {
    return TrainingLog.during(
        path,
        fit,
        HADOOP,
        () -> {
          train(fit);
          return "the model";
        });
  }

  @Test
  void log_ofAFit_hasReportsPointsAndTheEnd() throws IOException {
    Path file = folder.resolve("new/fit.jsonl");
    assertThat(logged(file.toString(), "a \"fit\"")).isEqualTo("the model");
    List<JsonNode> lines = lines(file);
    assertThat(kinds(file)).containsExactly("report", "report", "point", "end");
    assertThat(lines).allMatch(line -> line.required("fit").asText().equals("a \"fit\""));
    assertThat(lines).allMatch(line -> line.required("engine").asText().equals("ranks(1)"));
    JsonNode report = lines.get(0);
    assertThat(report.required("step").asLong()).isEqualTo(3);
    assertThat(report.required("epoch").asLong()).isEqualTo(1);
    assertThat(report.required("passes").asDouble()).isEqualTo(1.5);
    assertThat(report.required("loss").asDouble()).isEqualTo(0.4);
    assertThat(report.has("objective")).isFalse();
    assertThat(lines.get(1).required("objective").asDouble()).isEqualTo(0.3);
    assertThat(report.required("gradientNorm").asDouble()).isEqualTo(0.01);
    assertThat(report.required("stepSize").asDouble()).isEqualTo(0.1);
    assertThat(report.required("rowsPerSecond").asDouble()).isEqualTo(1e6);
    assertThat(report.required("bytesReduced").asLong()).isEqualTo(4096);
    assertThat(report.required("seconds").asDouble()).isEqualTo(2);
    assertThat(report.required("computeSeconds").asDouble()).isEqualTo(1.25);
    assertThat(report.required("waitSeconds").asDouble()).isEqualTo(0.5);
    assertThat(report.required("exchangeSeconds").asDouble()).isEqualTo(0.25);
    assertThat(lines.get(2).required("gradientNorm").asDouble()).isEqualTo(1e-3);
    assertThat(lines.get(2).required("objective").asDouble()).isEqualTo(0.25);
    assertThat(lines.get(3).required("stopReason").asText()).isEqualTo("converged");
  }

  @Test
  void log_inOneFile_isAppendedTo() throws IOException {
    Path file = folder.resolve("all.jsonl");
    logged(file.toString(), "first");
    logged(file.toUri().toString(), "second");
    assertThat(lines(file).stream().map(line -> line.required("fit").asText()).distinct())
        .containsExactly("first", "second");
    assertThat(lines(file)).hasSize(8);
  }

  @Test
  void log_inAFolder_hasAFileForEachFit() throws IOException {
    logged(folder.toString(), "first/1");
    logged(folder.toString(), "second");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted())
          .satisfiesExactly(
              name -> assertThat(name).matches("first_1-\\d{8}T\\d{6}\\.jsonl"),
              name -> assertThat(name).matches("second-\\d{8}T\\d{6}\\.jsonl"));
    }
  }

  @Test
  void log_growing_isReadableLineByLine() throws IOException {
    Path file = folder.resolve("fit.jsonl");
    TrainingLog.during(
        file.toString(),
        "fit",
        HADOOP,
        () -> {
          for (int step = 1; step < 50; step++) {
            ProgressListeners.tell(report("fit", step, 0.3));
            assertThat(file).content().endsWith("}\n").hasLineCount(step);
          }
          return 0;
        });
  }

  @Test
  void log_ofAFailure_saysIt() throws IOException {
    Path file = folder.resolve("fit.jsonl");
    IllegalStateException failure = new IllegalStateException("on purpose\n");
    assertThatThrownBy(
            () ->
                TrainingLog.during(
                    file.toString(),
                    "fit",
                    HADOOP,
                    () -> {
                      ProgressListeners.each(listener -> listener.fitEnded("fit", failure));
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(lines(file).get(0).required("failure").asText()).contains("on purpose\n");
  }

  @Test
  void log_thatCannotBeWritten_harmsNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    for (String path : List.of(file.resolve("log").toString(), "nosuchscheme://a/b", "no:such")) {
      assertThat(logged(path, "fit")).isEqualTo("the model");
    }
  }

  @Test
  void log_withoutPath_listensToNothing() {
    assertThat(logged("", "fit")).isEqualTo("the model");
  }

  @Test
  void lines_ofControlCharacters_areValidJson() throws IOException {
    String text = "a\"b\\c\nd\u0001e\u2028";
    String line = new JsonLine().text("t", text).number("n", Double.NaN).count("c", -1).toString();
    JsonNode read = new ObjectMapper().readTree(line);
    assertThat(line).endsWith("}\n");
    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    assertThat(read.required("t").asText()).isEqualTo(text);
    assertThat(read.has("n")).isFalse();
    assertThat(read.required("c").asLong()).isEqualTo(-1);
  }
}
