// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.study.chart.Panel;
import sparkoptim.study.chart.Picture;
import sparkoptim.study.chart.Series;

/** The picture of a result of {@link GapBench}: gaps over seconds, a panel for each penalty. */
final class GapChart {
  /** Below this a gap is rounding: objectives differ in their last digits. */
  private static final double LEAST = 1e-12;

  private GapChart() {}

  /** Returns the PNG file. */
  static byte[] png(BenchmarkResult result) throws IOException {
    List<Panel> panels =
        List.of(
            panel(result, "raw", "a9a, penalty on raw coefficients"),
            panel(result, "standardized", "a9a, penalty on standardized coefficients"));
    return new Picture(panels, 2, 520, 340, 1.5).png();
  }

  private static Panel panel(BenchmarkResult result, String penalty, String title) {
    return new Panel(
        title,
        "seconds of a whole fit",
        "relative gap of the objective",
        Panel.Scale.AUTO,
        Stream.of(GapBench.OURS, GapBench.MLLIB).map(name -> line(result, penalty, name)).toList());
  }

  private static Series line(BenchmarkResult result, String penalty, String name) {
    List<Figure> figures =
        result.figures().stream()
            .filter(figure -> figure.labels().subList(0, 2).equals(List.of(penalty, name)))
            .toList();
    double[] seconds = values(figures, "whole fit");
    double[] gaps = values(figures, "gap");
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = gaps[i] < LEAST ? Double.NaN : gaps[i];
    }
    return new Series(name, seconds, gaps);
  }

  private static double[] values(List<Figure> figures, String name) {
    return figures.stream()
        .filter(figure -> figure.name().equals(name))
        .mapToDouble(Figure::value)
        .toArray();
  }
}
