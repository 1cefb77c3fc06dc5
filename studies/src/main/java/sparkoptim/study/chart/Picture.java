// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Panels of one size in rows.
 *
 * @param panels row by row
 * @param columns panels in a row
 * @param width of a panel, in units
 * @param height of a panel, in units
 * @param pixels number of pixels in a unit
 */
public record Picture(List<Panel> panels, int columns, int width, int height, double pixels) {
  private static final int MAX_MARKED_POINTS = 60;
  private static final double UNSEEN = 1e-6;
  private static final double NEAR_ZERO = 0.2;
  private static final Color GRID = new Color(0xE3E3E3);
  private static final List<Color> COLORS =
      List.of(
          new Color(0x1F6FB4),
          new Color(0xD9711A),
          new Color(0x2E8B57),
          new Color(0x8E44AD),
          new Color(0xC0392B),
          new Color(0x7F8C8D),
          new Color(0xB8860B),
          new Color(0x17A2B8),
          new Color(0x2C3E50),
          new Color(0xE377C2));

  /** Returns the picture as PNG. */
  public byte[] png() throws IOException {
    int rows = (panels.size() + columns - 1) / columns;
    var image =
        new BufferedImage(
            (int) (width * columns * pixels),
            (int) (height * rows * pixels),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(pixels, pixels);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width * columns, height * rows);
    for (int i = 0; i < panels.size(); i++) {
      int across = i % columns * width;
      int down = i / columns * height;
      graphics.translate(across, down);
      chart(panels.get(i), i).paint(graphics, width, height);
      graphics.translate(-across, -down);
    }
    graphics.dispose();
    return IndexedPng.of(Palette.reduce(image));
  }

  /** A line alone in its panel takes the panel's color, others theirs. */
  private XYChart chart(Panel panel, int index) {
    XYChart chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .theme(ChartTheme.XChart)
            .title(panel.title())
            .xAxisTitle(panel.places())
            .yAxisTitle(panel.values())
            .build();
    style(chart.getStyler(), panel);
    List<Series> lines = panel.lines();
    for (int i = 0; i < lines.size(); i++) {
      draw(chart, lines.get(i), COLORS.get((lines.size() == 1 ? index : i) % COLORS.size()));
    }
    return chart;
  }

  private static void draw(XYChart chart, Series line, Color color) {
    double[] x = line.x().clone();
    // XChart labels equally spaced points as they are, 3.0123 and 6.0246; nobody sees this shift.
    x[0] += UNSEEN * x[x.length - 1];
    XYSeries series = chart.addSeries(line.name(), x, line.y());
    float[] dashes = line.style() == Series.Style.DASHED ? new float[] {6, 5} : null;
    series.setLineColor(color);
    series.setLineStyle(
        new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10, dashes, 0));
    if (line.style() == Series.Style.POINTS) {
      series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    }
    series.setMarker(marker(line));
    series.setMarkerColor(color);
  }

  private static Marker marker(Series line) {
    return switch (line.style()) {
      case POINTS -> SeriesMarkers.CIRCLE;
      case DASHED -> SeriesMarkers.NONE;
      case SOLID ->
          line.x().length <= MAX_MARKED_POINTS ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE;
    };
  }

  private static void style(XYStyler style, Panel panel) {
    style.setYAxisLogarithmic(panel.logValues());
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
    style.setLegendVisible(panel.lines().size() > 1);
    style.setLegendPosition(LegendPosition.OutsideE);
    style.setLegendBorderColor(Color.WHITE);
    style.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    style.setLegendSeriesLineLength(20);
    style.setLegendPadding(4);
    style.setMarkerSize(5);
    if (!panel.lines().isEmpty()) {
      double first = panel.smallest(Series::x);
      style.setXAxisMin(first < panel.largest(Series::x) * NEAR_ZERO ? Math.min(0, first) : first);
    }
  }
}
