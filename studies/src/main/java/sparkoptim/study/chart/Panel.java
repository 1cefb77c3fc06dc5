// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study.chart;

import java.util.List;
import java.util.function.Function;

/**
 * One pair of axes with lines.
 *
 * @param title may be empty
 * @param places name of the horizontal axis; may be empty
 * @param values name of the vertical axis
 * @param scale of the vertical axis
 */
public record Panel(String title, String places, String values, Scale scale, List<Series> lines) {
  /** The scale of an axis. */
  public enum Scale {
    /** Logarithmic where the values are positive and span a decade. */
    AUTO,
    /** Never logarithmic. */
    LINEAR
  }

  public Panel {
    lines = lines.stream().map(Series::finite).filter(line -> line.x().length > 0).toList();
  }

  /** Returns whether there is something to draw. */
  public boolean drawable() {
    return lines.stream().anyMatch(line -> line.x().length > 1);
  }

  boolean logValues() {
    return scale == Scale.AUTO
        && smallest(Series::y) > 0
        && largest(Series::y) >= 10 * smallest(Series::y);
  }

  double smallest(Function<Series, double[]> side) {
    double smallest = Double.POSITIVE_INFINITY;
    for (Series line : lines) {
      for (double value : side.apply(line)) {
        smallest = Math.min(smallest, value);
      }
    }
    return smallest;
  }

  double largest(Function<Series, double[]> side) {
    double largest = Double.NEGATIVE_INFINITY;
    for (Series line : lines) {
      for (double value : side.apply(line)) {
        largest = Math.max(largest, value);
      }
    }
    return largest;
  }
}
