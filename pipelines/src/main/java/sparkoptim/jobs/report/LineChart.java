// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import sparkoptim.core.PlainText;

/**
 * A picture of lines as inline SVG.
 *
 * @param lines whose points are finite
 * @param unit whether both axes go from 0 to 1, with a diagonal
 * @param log whether the vertical axis is logarithmic
 */
record LineChart(
    String title, String across, String up, List<Polyline> lines, boolean unit, boolean log) {
  private static final int WIDTH = 420;
  private static final int HEIGHT = 300;
  private static final int LEFT = 70;
  private static final int RIGHT = 12;
  private static final int TOP = 30;
  private static final int BOTTOM = 42;
  private static final int TICKS = 5;
  private static final MathContext DIGITS = new MathContext(4);
  private static final int MOST_PLACES = 5;
  private static final List<String> COLORS = List.of("#1f6fb4", "#d9711a", "#2e8b57");

  /** Points that a line joins. */
  record Polyline(String name, List<double[]> points) {}

  /** Returns a chart whose axes go from 0 to 1. */
  static LineChart unit(String title, String across, String up, List<Polyline> lines) {
    return new LineChart(title, across, up, lines, true, false);
  }

  /** Returns a chart whose axes follow the points; the vertical one may be logarithmic. */
  static LineChart fitted(String title, String across, String up, Polyline line) {
    List<double[]> finite =
        line.points().stream()
            .filter(point -> Double.isFinite(point[0]) && Double.isFinite(point[1]))
            .toList();
    double least = finite.stream().mapToDouble(point -> point[1]).min().orElse(0);
    double most = finite.stream().mapToDouble(point -> point[1]).max().orElse(0);
    return new LineChart(
        title,
        across,
        up,
        List.of(new Polyline(line.name(), finite)),
        false,
        least > 0 && most >= 10 * least);
  }

  boolean isDrawable() {
    return lines.stream().anyMatch(line -> line.points().size() > 1);
  }

  /** Returns the picture. */
  String svg() {
    Axis x = axis(point -> point[0], false, LEFT, WIDTH - RIGHT);
    Axis y = axis(point -> point[1], log, HEIGHT - BOTTOM, TOP);
    var svg = new StringBuilder();
    svg.append(
        PlainText.of(
            "<svg viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">",
            WIDTH, HEIGHT, WIDTH, HEIGHT));
    label(svg, WIDTH / 2, 16, "middle", title, "title");
    label(svg, (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, "middle", across, "");
    svg.append(
        PlainText.of(
            "<g transform=\"translate(13 %d) rotate(-90)\">", (TOP + HEIGHT - BOTTOM) / 2));
    label(svg, 0, 0, "middle", up, "");
    svg.append("</g>");
    for (double tick : x.ticks()) {
      line(svg, x.at(tick), TOP, x.at(tick), HEIGHT - BOTTOM, "grid");
      label(svg, x.at(tick), HEIGHT - BOTTOM + 15, "middle", number(tick), "");
    }
    for (double tick : y.ticks()) {
      line(svg, LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick), "grid");
      label(svg, LEFT - 5, y.at(tick) + 4, "end", number(tick), "");
    }
    if (unit) {
      line(svg, x.at(0), y.at(0), x.at(1), y.at(1), "diagonal");
    }
    for (int i = 0; i < lines.size(); i++) {
      draw(svg, lines.get(i), x, y, i);
    }
    return svg.append("</svg>").toString();
  }

  private void draw(StringBuilder svg, Polyline line, Axis x, Axis y, int index) {
    String color = COLORS.get(index % COLORS.size());
    svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"").append(color);
    svg.append("\" points=\"");
    for (double[] point : line.points()) {
      svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x.at(point[0]), y.at(point[1])));
    }
    svg.append("\"/>");
    if (lines.size() > 1) {
      svg.append("<g fill=\"").append(color).append("\">");
      label(svg, WIDTH - RIGHT - 4, HEIGHT - BOTTOM - 8 - 16 * index, "end", line.name(), "legend");
      svg.append("</g>");
    }
  }

  private Axis axis(ToDoubleFunction<double[]> side, boolean logarithmic, int from, int to) {
    if (unit) {
      return new Axis(0, 1, false, from, to);
    }
    double[] values =
        lines.stream().flatMap(line -> line.points().stream()).mapToDouble(side).toArray();
    double least = java.util.Arrays.stream(values).min().orElse(0);
    double most = java.util.Arrays.stream(values).max().orElse(1);
    double margin = most > least ? 0 : Math.max(Math.abs(least) * 0.1, 1e-3);
    return new Axis(least - margin, most + margin, logarithmic, from, to);
  }

  private static void line(
      StringBuilder svg, double x1, double y1, double x2, double y2, String kind) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
            kind,
            x1,
            y1,
            x2,
            y2));
  }

  private static void label(
      StringBuilder svg, double x, double y, String anchor, String text, String kind) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
            kind,
            x,
            y,
            anchor,
            Markup.escaped(text)));
  }

  private static String number(double value) {
    BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    int magnitude = rounded.precision() - rounded.scale();
    return Math.abs(magnitude) <= MOST_PLACES
        ? rounded.toPlainString()
        : rounded.toString().replace("E+", "e").replace('E', 'e');
  }

  /** Numbers along one side of the picture. */
  private record Axis(double least, double most, boolean log, int from, int to) {

    double at(double value) {
      double share =
          log ? Math.log(value / least) / Math.log(most / least) : (value - least) / (most - least);
      return from + share * (to - from);
    }

    List<Double> ticks() {
      var ticks = new ArrayList<Double>();
      if (log) {
        int decades = (int) Math.floor(Math.log10(most)) - (int) Math.ceil(Math.log10(least));
        int step = Math.max(1, decades / TICKS);
        for (int p = (int) Math.ceil(Math.log10(least)); p <= Math.log10(most); p += step) {
          ticks.add(Math.pow(10, p));
        }
        return ticks;
      }
      double step = step((most - least) / TICKS);
      for (double k = Math.ceil(least / step); k * step <= most + step * 1e-9; k++) {
        ticks.add(k * step);
      }
      return ticks;
    }

    /** Returns 1, 2 or 5 times a power of ten, at least the given step. */
    private static double step(double least) {
      double power = Math.pow(10, Math.floor(Math.log10(least)));
      double digits = least / power;
      return power * (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10);
    }
  }
}
