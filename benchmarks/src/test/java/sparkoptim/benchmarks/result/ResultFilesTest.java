// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultFilesTest {
  @TempDir Path folder;

  private static final BenchmarkResult RESULT =
      new BenchmarkResult(
          "rules",
          Results.run("a machine"),
          List.of("rule", "width"),
          List.of(
              Figure.ratio("share", 1.5).must(0.6).aim(2).spread(0.01).labels("`sgd`", "10"),
              Figure.of("time", Double.NaN, "s", "%.1f").details("± 1").labels("`sgd`", "10"),
              Figure.of("bytes", 0, Figure.COUNT, "%.0f").spread(0).labels("`sgd`", "10")));

  @Test
  void read_whatWasWritten_isEqual() throws IOException {
    Path file = ResultFiles.write(folder.resolve("new"), "rules", RESULT);
    assertThat(file).isEqualTo(folder.resolve("new/rules.json"));
    assertThat(ResultFiles.read(file)).isEqualTo(RESULT);
  }

  @Test
  void json_figure_isOneLineWithoutWhatIsMissing() throws IOException {
    assertThat(ResultFiles.json(RESULT).lines())
        .contains(
            "    {\"labels\":[\"`sgd`\",\"10\"],\"name\":\"share\",\"value\":1.5,\"unit\":\"ratio\","
                + "\"better\":\"higher\",\"must\":0.6,\"aim\":2.0,\"spread\":0.01,"
                + "\"pattern\":\"%.2f\"},",
            "    {\"labels\":[\"`sgd`\",\"10\"],\"name\":\"time\",\"unit\":\"s\","
                + "\"pattern\":\"%.1f\",\"details\":\"± 1\"},");
  }

  @Test
  void json_run_saysWhetherSourcesWereCommitted() throws IOException {
    assertThat(ResultFiles.json(RESULT))
        .contains("\"commit\" : \"0123456789\"")
        .contains("\"dirty\" : false");
  }

  @Test
  void read_otherFormat_isAnErrorThatNamesTheFile() throws IOException {
    Path file = Files.writeString(folder.resolve("x.json"), "{\"format\": 2}");
    assertThatThrownBy(() -> ResultFiles.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": format 2, not 1");
  }

  @Test
  void read_textThatIsNoJson_isAnErrorThatNamesTheFile() throws IOException {
    Path file = Files.writeString(folder.resolve("x.json"), "| a | b |");
    assertThatThrownBy(() -> ResultFiles.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + " is not a result");
  }

  @Test
  void read_figureTwice_isAnError() throws IOException {
    String twice =
        ResultFiles.json(Results.of("m", Figure.ratio("a", 1), Figure.ratio("b", 1)))
            .replace("\"b\"", "\"a\"");
    Path file = Files.writeString(folder.resolve("x.json"), twice);
    assertThatThrownBy(() -> ResultFiles.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("figure a is there twice");
  }
}
