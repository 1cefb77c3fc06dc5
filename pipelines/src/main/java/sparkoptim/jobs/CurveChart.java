package sparkoptim.jobs;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The picture of a training run: the objective over passes and, below it, the norm of the gradient
 * where it is known. An axis is logarithmic when its values are positive and span a decade.
 */
final class CurveChart {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 400;
  private static final int PIXELS_PER_UNIT = 2;
  private static final int MAX_MARKED_POINTS = 60;
  private static final double UNSEEN = 1e-6;
  private static final Color BLUE = new Color(0x1F6FB4);
  private static final Color ORANGE = new Color(0xD9711A);
  private static final Color GRID = new Color(0xE3E3E3);

  private CurveChart() {}

  /** The picture as PNG, needs no display; empty when there are not two points to join. */
  static Optional<byte[]> png(Curve curve, String title) throws IOException {
    if (known(curve, Curve.Point::objective).size() < 2) {
      return Optional.empty();
    }
    List<XYChart> panels = new ArrayList<>();
    panels.add(panel(curve, title, "objective", Curve.Point::objective, BLUE));
    if (known(curve, Curve.Point::gradientNorm).size() > 1) {
      panels.add(panel(curve, "", "gradient norm", Curve.Point::gradientNorm, ORANGE));
    }
    panels.get(panels.size() - 1).setXAxisTitle("passes over the data");
    var image =
        new BufferedImage(
            WIDTH * PIXELS_PER_UNIT,
            HEIGHT * panels.size() * PIXELS_PER_UNIT,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(PIXELS_PER_UNIT, PIXELS_PER_UNIT);
    for (XYChart panel : panels) {
      panel.paint(graphics, WIDTH, HEIGHT);
      graphics.translate(0, HEIGHT);
    }
    graphics.dispose();
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return Optional.of(bytes.toByteArray());
  }

  private static XYChart panel(
      Curve curve, String title, String name, ToDoubleFunction<Curve.Point> value, Color color) {
    List<Curve.Point> points = known(curve, value);
    double[] passes = points.stream().mapToDouble(Curve.Point::passes).toArray();
    // XChart labels equally spaced points as they are, 3.0123 and 6.0246; nobody sees this shift.
    passes[0] += UNSEEN * passes[passes.length - 1];
    double[] values = points.stream().mapToDouble(value).toArray();
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .theme(ChartTheme.XChart)
            .title(title)
            .yAxisTitle(name)
            .build();
    style(chart.getStyler(), spansDecade(values));
    XYSeries series = chart.addSeries(name, passes, values);
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    series.setMarker(
        points.size() <= MAX_MARKED_POINTS ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    series.setMarkerColor(color);
    return chart;
  }

  private static void style(AxesChartStyler style, boolean logarithmic) {
    style.setYAxisLogarithmic(logarithmic);
    style.setLocale(Locale.ROOT);
    style.setPlotGridLinesColor(GRID);
    style.setPlotGridLinesStroke(new BasicStroke(1f));
    style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    style.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    style.setChartTitleBoxVisible(false);
    style.setChartTitleVisible(true);
    style.setChartBackgroundColor(Color.WHITE);
    style.setPlotBorderVisible(false);
    style.setLegendVisible(false);
    style.setMarkerSize(5);
    style.setXAxisMin(0.0);
  }

  private static List<Curve.Point> known(Curve curve, ToDoubleFunction<Curve.Point> value) {
    return curve.points().stream()
        .filter(point -> Double.isFinite(value.applyAsDouble(point)))
        .toList();
  }

  private static boolean spansDecade(double[] values) {
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (double value : values) {
      smallest = Math.min(smallest, value);
      largest = Math.max(largest, value);
    }
    return smallest > 0 && largest >= 10 * smallest;
  }
}
