// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import sparkoptim.study.chart.Panel;
import sparkoptim.study.chart.Picture;
import sparkoptim.study.chart.Series;

/**
 * The picture of a training run: the objective over passes and, below it, the norm of the gradient
 * where it is known.
 */
final class CurveChart {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 400;
  private static final int PIXELS_PER_UNIT = 2;

  private CurveChart() {}

  /** Returns the picture as PNG, needs no display; empty when there are not two points to join. */
  static Optional<byte[]> png(Curve curve, String title) throws IOException {
    Series objective = line(curve, "objective", Curve.Point::objective);
    Series norm = line(curve, "gradient norm", Curve.Point::gradientNorm);
    boolean hasNorm = panel("", "", norm).drawable();
    String passes = "passes over the data";
    List<Panel> panels = new ArrayList<>();
    panels.add(panel(title, hasNorm ? "" : passes, objective));
    if (hasNorm) {
      panels.add(panel("", passes, norm));
    }
    return panels.get(0).drawable()
        ? Optional.of(new Picture(panels, 1, WIDTH, HEIGHT, PIXELS_PER_UNIT).png())
        : Optional.empty();
  }

  private static Panel panel(String title, String places, Series line) {
    return new Panel(title, places, line.name(), Panel.Scale.AUTO, List.of(line));
  }

  private static Series line(Curve curve, String name, ToDoubleFunction<Curve.Point> value) {
    List<Curve.Point> points = curve.points();
    return new Series(
        name,
        points.stream().mapToDouble(Curve.Point::passes).toArray(),
        points.stream().mapToDouble(value).toArray());
  }
}
