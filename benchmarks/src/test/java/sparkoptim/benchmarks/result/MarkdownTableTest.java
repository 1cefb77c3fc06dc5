// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MarkdownTableTest {
  @Test
  void of_figuresWithLabels_hasARowForEqualLabels() {
    BenchmarkResult result =
        new BenchmarkResult(
            "sparse",
            Results.run("m"),
            List.of("method"),
            List.of(
                Figure.of("touched", 2138, "steps/s", "%,.0f").labels("sgd"),
                Figure.ratio("touched / all", 25.2).pattern("%.0f").labels("sgd"),
                Figure.of("touched", Double.NaN, "steps/s", "%,.0f").labels("adagrad"),
                Figure.ratio("touched / all", 4).pattern("%.0f").labels("adagrad")));
    assertThat(MarkdownTable.of(result))
        .containsExactly(
            "| method | touched (steps/s) | touched / all |",
            "|---|---|---|",
            "| sgd | 2,138 | **25** |",
            "| adagrad | - | **4** |");
  }

  @Test
  void of_figuresWithoutLabels_hasARowForEachWithItsLimits() {
    BenchmarkResult result =
        Results.of(
            "m",
            Figure.ratio("ranks / jobs", 30.5).must(30).aim(100).details("61 and 2 steps/s"),
            Figure.of("a step", 21.44, "us", "%.1f").better(Direction.LOWER));
    assertThat(MarkdownTable.of(result))
        .containsExactly(
            "| measure | value | must | aim | details |",
            "|---|---|---|---|---|",
            "| ranks / jobs | **30.50** | 30.00 | 100.00 | 61 and 2 steps/s |",
            "| a step | 21.4 us | report |  |  |");
  }

  @Test
  void summary_missedMustsAndAims_areCounted() {
    BenchmarkResult result =
        Results.of(
            "m",
            Figure.ratio("a", 1).must(2).aim(3),
            Figure.ratio("b", 5).must(2).aim(3),
            Figure.of("c", 5, "s", "%.0f").better(Direction.LOWER).must(4),
            Figure.ratio("d", 5));
    assertThat(result.reached()).isFalse();
    assertThat(result.summary()).isEqualTo("4 measures; musts missed: a; c; 1 of 2 aims met");
  }

  @Test
  void figure_limitWithoutDirection_isRefused() {
    Figure figure = Figure.of("time", 1, "s", "%.0f");
    assertThatThrownBy(() -> figure.must(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("time: a limit needs a direction");
  }

  @Test
  void reached_missingValue_missesItsMust() {
    assertThat(Figure.ratio("a", Double.NaN).must(1).reached()).isFalse();
    assertThat(Figure.ratio("a", Double.NaN).reached()).isTrue();
  }
}
