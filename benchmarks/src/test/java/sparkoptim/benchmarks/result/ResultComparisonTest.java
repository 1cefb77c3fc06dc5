// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sparkoptim.benchmarks.result.ResultComparison.Verdict;

final class ResultComparisonTest {
  private static final double QUIET = 0.01;

  private static ResultComparison compare(
      BenchmarkResult before, BenchmarkResult now, boolean times) {
    ResultComparison comparison = new ResultComparison(ResultComparison.MARGIN, times);
    comparison.add(before, now);
    return comparison;
  }

  private static Verdict verdict(Figure before, Figure now) {
    ResultComparison comparison = compare(Results.of("m", before), Results.of("m", now), false);
    assertThat(comparison.lines()).hasSize(1);
    Verdict verdict = comparison.lines().get(0).verdict();
    assertThat(comparison.passed()).isEqualTo(verdict != Verdict.WORSE);
    return verdict;
  }

  private static Figure ratio(double value, double spread) {
    return Figure.ratio("a", value).spread(spread);
  }

  @Test
  void verdict_lossBeyondMarginAndNoise_isWorse() {
    assertThat(verdict(ratio(2, QUIET), ratio(1.8, QUIET))).isEqualTo(Verdict.WORSE);
    assertThat(verdict(ratio(1.8, QUIET), ratio(2, QUIET))).isEqualTo(Verdict.BETTER);
  }

  @Test
  void verdict_whereLessIsBetter_isTheOtherWayRound() {
    Figure more = ratio(2, QUIET).better(Direction.LOWER);
    Figure less = ratio(1.8, QUIET).better(Direction.LOWER);
    assertThat(verdict(more, less)).isEqualTo(Verdict.BETTER);
    assertThat(verdict(less, more)).isEqualTo(Verdict.WORSE);
  }

  @Test
  void verdict_lossWithinMargin_isSame() {
    assertThat(verdict(ratio(2, QUIET), ratio(1.91, QUIET))).isEqualTo(Verdict.SAME);
  }

  /** A tenth less, where rounds spread by a tenth in one of the two runs. */
  @Test
  void verdict_lossWithinTheNoiseOfEitherRun_isSame() {
    assertThat(verdict(ratio(2, 0.11), ratio(1.8, QUIET))).isEqualTo(Verdict.SAME);
    assertThat(verdict(ratio(2, QUIET), ratio(1.8, 0.11))).isEqualTo(Verdict.SAME);
  }

  @Test
  void verdict_unknownSpreads_countAsATenthEach() {
    Figure before = Figure.ratio("a", 2);
    assertThat(verdict(before, Figure.ratio("a", 1.74))).isEqualTo(Verdict.SAME);
    assertThat(verdict(before, Figure.ratio("a", 1.7))).isEqualTo(Verdict.WORSE);
  }

  @Test
  void verdict_newlyMissedMust_isWorseWithinNoise() {
    assertThat(verdict(ratio(1.01, 0.3).must(1), ratio(0.99, 0.3).must(1)))
        .isEqualTo(Verdict.WORSE);
    assertThat(verdict(ratio(0.98, 0.3).must(1), ratio(0.99, 0.3).must(1))).isEqualTo(Verdict.SAME);
  }

  /** A distance of rounding grows a thousand times and is rounding. */
  @Test
  void verdict_gapBelowItsMust_isSame() {
    Figure gap = Figure.of("gap", 1e-12, Figure.GAP, "%.1e").better(Direction.LOWER).must(1e-6);
    Figure larger = Figure.of("gap", 1e-9, Figure.GAP, "%.1e").better(Direction.LOWER).must(1e-6);
    Figure large = Figure.of("gap", 1e-5, Figure.GAP, "%.1e").better(Direction.LOWER).must(1e-6);
    assertThat(verdict(gap, larger)).isEqualTo(Verdict.SAME);
    assertThat(verdict(gap, large)).isEqualTo(Verdict.WORSE);
  }

  @Test
  void verdict_moreThanZeroWhereLessIsBetter_isWorse() {
    Figure none = Figure.of("bytes", 0, Figure.COUNT, "%.0f").better(Direction.LOWER).spread(0);
    Figure some = Figure.of("bytes", 16, Figure.COUNT, "%.0f").better(Direction.LOWER).spread(0);
    assertThat(verdict(none, some)).isEqualTo(Verdict.WORSE);
    assertThat(verdict(none, none)).isEqualTo(Verdict.SAME);
    assertThat(verdict(some, none)).isEqualTo(Verdict.BETTER);
  }

  @Test
  void verdict_valueThatIsMissingNow_isWorse() {
    Figure there = Figure.of("passes", 27, Figure.COUNT, "%.0f").better(Direction.LOWER);
    Figure missing = Figure.of("passes", Double.NaN, Figure.COUNT, "%.0f").better(Direction.LOWER);
    assertThat(verdict(there, missing)).isEqualTo(Verdict.WORSE);
    assertThat(verdict(missing, there)).isEqualTo(Verdict.BETTER);
    assertThat(verdict(missing, missing)).isEqualTo(Verdict.SAME);
  }

  private static Figure seconds(double value) {
    return Figure.of("a", value, "s", "%.1f").better(Direction.LOWER).spread(QUIET);
  }

  @Test
  void lines_timesOfTheSameMachine_areJudgedOnRequestOnly() {
    BenchmarkResult before = Results.of("m", seconds(1));
    BenchmarkResult now = Results.of("m", seconds(2));
    assertThat(compare(before, now, false).lines().get(0).verdict()).isEqualTo(Verdict.MOVED);
    assertThat(compare(before, now, false).passed()).isTrue();
    assertThat(compare(before, now, true).lines().get(0).verdict()).isEqualTo(Verdict.WORSE);
    assertThat(compare(before, now, true).passed()).isFalse();
  }

  @Test
  void lines_timesOfAnotherMachine_areLeftOut() {
    ResultComparison comparison =
        compare(Results.of("m", seconds(1)), Results.of("other", seconds(2)), true);
    assertThat(comparison.lines()).isEmpty();
    assertThat(comparison.report()).contains("The two machines differ");
  }

  @Test
  void lines_figureWithoutDirection_isLeftOut() {
    Figure context = Figure.of("peer", 1, Figure.COUNT, "%.0f");
    assertThat(compare(Results.of("m", context), Results.of("m", context), true).lines()).isEmpty();
  }

  @Test
  void lines_figuresOfOneRunOnly_areNewAndGone() {
    ResultComparison comparison =
        compare(
            Results.of("m", Figure.ratio("old", 1)),
            Results.of("m", Figure.ratio("new", 1)),
            false);
    assertThat(comparison.lines().stream().map(ResultComparison.Series::verdict))
        .containsExactly(Verdict.NEW, Verdict.GONE);
    assertThat(comparison.passed()).isTrue();
  }

  @Test
  void report_changes_areARowWorstFirst() {
    ResultComparison comparison =
        compare(
            Results.of("m", ratio(1, QUIET), Figure.ratio("b", 2).spread(QUIET)),
            Results.of("m", ratio(2, QUIET), Figure.ratio("b", 1).spread(QUIET)),
            false);
    assertThat(comparison.report().lines())
        .containsExactly(
            "| benchmark | figure | before | now | gain | noise | verdict |",
            "|---|---|---|---|---|---|---|",
            "| rules | b | **2.00** | **1.00** | -50 % | 1 % | worse |",
            "| rules | a | **1.00** | **2.00** | +100 % | 1 % | better |",
            "",
            "2 figures: 1 worse, 1 better, 0 moved with the machine, 0 the same, 0 new, 0 gone.");
  }
}
