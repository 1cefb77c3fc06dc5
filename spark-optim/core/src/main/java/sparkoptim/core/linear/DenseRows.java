// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import sparkoptim.core.data.RowView;

/**
 * Sums of products over dense rows with one margin. Their order is fixed: eight sums a row, as many
 * as hide their latency, then the rest of the columns; so all implementations have the same bits.
 */
abstract class DenseRows {
  /** The fastest here. */
  static final DenseRows BEST = new ScalarRows();

  /** Sums in a row of {@link #dot}. */
  static final int SUMS = 8;

  /**
   * Writes the margins of a view's rows.
   *
   * @param margins from {@code at} on
   */
  abstract void margins(
      RowView rows,
      int count,
      double[] point,
      int width,
      double constant,
      double[] margins,
      int at);

  /**
   * Adds a view's rows times their slopes to a sum, one row after the other.
   *
   * @param slopes from {@code at} on
   */
  abstract void add(RowView rows, int count, double[] slopes, int at, double[] sum, int width);

  /** Returns the inner product of a dense row and a point. */
  static double dot(double[] values, int from, double[] point, int width) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int j = 0;
    for (; j + 7 < width; j += 8) {
      int i = from + j;
      s0 += values[i] * point[j];
      s1 += values[i + 1] * point[j + 1];
      s2 += values[i + 2] * point[j + 2];
      s3 += values[i + 3] * point[j + 3];
      s4 += values[i + 4] * point[j + 4];
      s5 += values[i + 5] * point[j + 5];
      s6 += values[i + 6] * point[j + 6];
      s7 += values[i + 7] * point[j + 7];
    }
    double sum = (s0 + s1) + (s2 + s3) + ((s4 + s5) + (s6 + s7));
    for (; j < width; j++) {
      sum += values[from + j] * point[j];
    }
    return sum;
  }

  private static final class ScalarRows extends DenseRows {
    @Override
    void margins(
        RowView rows,
        int count,
        double[] point,
        int width,
        double constant,
        double[] margins,
        int at) {
      for (int i = 0; i < count; i++) {
        margins[at + i] = constant + dot(rows.values, rows.from(i), point, width);
      }
    }

    /**
     * The compiler takes several coordinates at once only where arrays are read and written at the
     * same index: at different ones they may overlap. Hence the copy, which costs little in cache.
     */
    @Override
    void add(RowView rows, int count, double[] slopes, int at, double[] sum, int width) {
      double[] line = rows.line(width);
      for (int i = 0; i < count; i++) {
        System.arraycopy(rows.values, rows.from(i), line, 0, line.length);
        double slope = slopes[at + i];
        for (int j = 0; j < line.length; j++) {
          sum[j] += slope * line[j];
        }
      }
    }
  }
}
