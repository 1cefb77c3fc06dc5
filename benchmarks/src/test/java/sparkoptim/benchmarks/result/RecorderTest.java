// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

final class RecorderTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);

  /** What runs print while they last is the table that the file gives later. */
  @Test
  void add_rows_printsTheTableOfTheResult() {
    Recorder recorder = new Recorder(out, "rules", Results.run("m"), "rule");
    recorder.add(
        Figure.ratio("share", 1.5).must(1).labels("sgd"),
        Figure.of("time", 2, "s", "%.0f").labels("sgd"));
    assertThat(bytes.toString(UTF_8)).endsWith("| sgd | **1.50** | 2 |\n");
    recorder.add(
        Figure.ratio("share", 0.5).must(1).labels("adam"),
        Figure.of("time", 3, "s", "%.0f").labels("adam"));
    BenchmarkResult result = recorder.result();
    assertThat(result.figures()).hasSize(4);
    assertThat(result.reached()).isFalse();
    assertThat(bytes.toString(UTF_8))
        .startsWith(Results.run("m").describe())
        .contains(String.join("\n", MarkdownTable.of(result)))
        .endsWith("\n\n2 measures; musts missed: adam: share; 0 of 0 aims met\n");
  }

  @Test
  void describe_sourcesWithChanges_saysSo() {
    RunRecord run = RunRecord.here();
    RunRecord dirty =
        new RunRecord(run.date(), "m", null, null, null, null, null, "abc", true, null, null, null);
    assertThat(dirty.describe()).isEqualTo(run.date() + ", m, commit abc and changes");
    assertThat(run.machine()).matches("\\d+ cores of .+, \\d+ GiB");
  }
}
