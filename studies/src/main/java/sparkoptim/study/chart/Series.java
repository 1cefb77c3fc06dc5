// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study.chart;

import sparkoptim.core.PlainText;

/**
 * A line of a panel through the points whose two coordinates are finite.
 *
 * @param name in the legend
 * @param style how it is drawn
 */
public record Series(String name, double[] x, double[] y, Style style) {
  /** How a line is drawn. */
  public enum Style {
    /** A line, with marks where the points are few. */
    SOLID,
    /** A dashed line: a prediction, or what the others are compared with. */
    DASHED,
    /** Marks without a line. */
    POINTS
  }

  public Series {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          PlainText.of("line %s: %d places for %d values", name, x.length, y.length));
    }
  }

  /** Creates a solid line. */
  public Series(String name, double[] x, double[] y) {
    this(name, x, y, Style.SOLID);
  }

  /** Returns the points that can be drawn. */
  Series finite() {
    double[] places = new double[x.length];
    double[] values = new double[x.length];
    int count = 0;
    for (int i = 0; i < x.length; i++) {
      if (Double.isFinite(x[i]) && Double.isFinite(y[i])) {
        places[count] = x[i];
        values[count++] = y[i];
      }
    }
    return new Series(
        name,
        java.util.Arrays.copyOf(places, count),
        java.util.Arrays.copyOf(values, count),
        style);
  }
}
