// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import java.util.Locale;
import sparkoptim.core.PlainText;

/** One interval with its estimate and the limit that it is held against, on a scale of its own. */
record IntervalChart(double low, double estimate, double high, double limit, String color) {
  private static final int WIDTH = 260;
  private static final int HEIGHT = 18;
  private static final int MARGIN = 8;

  /** Returns the picture as inline SVG. */
  String svg() {
    double least = Math.min(low, limit);
    double most = Math.max(high, limit);
    double span = most > least ? most - least : 1;
    var svg = new StringBuilder();
    svg.append(
        PlainText.of(
            "<svg viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">",
            WIDTH, HEIGHT, WIDTH, HEIGHT));
    line(svg, at(limit, least, span), 1, at(limit, least, span), HEIGHT - 1, "#888", 1);
    int middle = HEIGHT / 2;
    line(svg, at(low, least, span), middle, at(high, least, span), middle, color, 3);
    svg.append(
        String.format(
            Locale.ROOT,
            "<circle cx=\"%.1f\" cy=\"%d\" r=\"4\" fill=\"%s\"/>",
            at(estimate, least, span),
            middle,
            color));
    return svg.append("</svg>").toString();
  }

  private static double at(double value, double least, double span) {
    return MARGIN + (value - least) / span * (WIDTH - 2 * MARGIN);
  }

  private static void line(
      StringBuilder svg, double x1, double y1, double x2, double y2, String color, int width) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%d\"/>",
            x1,
            y1,
            x2,
            y2,
            color,
            width));
  }
}
