// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.data;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Counts, minima and maxima of columns over rows, zeros included. They do not depend on the order
 * in which rows are added or parts are merged.
 */
public final class ColumnRanges implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Magnitudes between them, and their fourth powers, are far from the ends of double's range. */
  private static final double SMALL = 0x1p-200;

  private static final double LARGE = 0x1p200;

  private final long[] nonZeros;
  private final double[] least;
  private final double[] greatest;
  private long rows;

  /** Creates the ranges of no rows. */
  public ColumnRanges(int width) {
    nonZeros = new long[width];
    least = new double[width];
    greatest = new double[width];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
  }

  /** Adds the rows of a block without zeros among its values. */
  public void add(Block block) {
    rows += block.rows();
    if (block.sparse()) {
      RowView view = new RowView(1);
      for (int row = 0; row < block.rows(); row++) {
        view.row(block, row);
        for (int i = view.from(0); i < view.to(0); i++) {
          add(view.columns[i], view.values[i]);
        }
      }
    } else {
      addFull(block);
    }
  }

  /** A row is copied, as the compiler takes several columns at once at equal indices alone. */
  private void addFull(Block block) {
    double[] line = new double[block.width];
    for (int row = 0; row < block.rows(); row++) {
      block.values.copy(block.from(row), line.length, line, 0);
      for (int j = 0; j < line.length; j++) {
        least[j] = Math.min(least[j], line[j]);
      }
      for (int j = 0; j < line.length; j++) {
        greatest[j] = Math.max(greatest[j], line[j]);
      }
    }
    for (int j = 0; j < line.length; j++) {
      nonZeros[j] += block.rows();
    }
  }

  private void add(int column, double value) {
    nonZeros[column]++;
    if (value < least[column]) {
      least[column] = value;
    }
    if (value > greatest[column]) {
      greatest[column] = value;
    }
  }

  /** Adds what another part has seen. */
  public void merge(ColumnRanges other) {
    rows += other.rows;
    for (int j = 0; j < nonZeros.length; j++) {
      nonZeros[j] += other.nonZeros[j];
      least[j] = Math.min(least[j], other.least[j]);
      greatest[j] = Math.max(greatest[j], other.greatest[j]);
    }
  }

  /** Returns the number of columns. */
  public int width() {
    return nonZeros.length;
  }

  /** Returns the number of rows. */
  public long rows() {
    return rows;
  }

  /** Returns the number of entries other than zero in a column. */
  public long nonZeros(int column) {
    return nonZeros[column];
  }

  /** Returns the number of entries other than zero in all columns. */
  public long nonZeros() {
    return Arrays.stream(nonZeros).sum();
  }

  /** Returns whether all rows have one value in a column. */
  public boolean constant(int column) {
    return nonZeros[column] == 0 || (nonZeros[column] == rows && least[column] == greatest[column]);
  }

  /** Returns the largest distance of a column's values from a point of their range. */
  public double reach(int column, double from) {
    return reach(column, from, 1);
  }

  /** Returns the same where the point and the distance are in a unit, a power of two. */
  public double reach(int column, double from, double unit) {
    boolean zeros = nonZeros[column] < rows;
    double low = (zeros ? Math.min(0, least[column]) : least[column]) / unit;
    double high = (zeros ? Math.max(0, greatest[column]) : greatest[column]) / unit;
    return Math.max(high - from, from - low);
  }

  /**
   * Returns for each column the unit in which its values can be squared and summed: 1, or the power
   * of two of the largest magnitude; null where all are 1.
   */
  public double[] units() {
    double[] units = null;
    for (int j = 0; j < nonZeros.length; j++) {
      double most = Math.max(Math.abs(least[j]), Math.abs(greatest[j]));
      if (nonZeros[j] > 0 && (most < SMALL || most > LARGE)) {
        if (units == null) {
          units = new double[nonZeros.length];
          Arrays.fill(units, 1);
        }
        units[j] = Math.max(Double.MIN_NORMAL, Math.scalb(1.0, Math.getExponent(most)));
      }
    }
    return units;
  }
}
