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
      for (int i = 0; i < block.values.length; i++) {
        add(block.columns[i], block.values[i]);
      }
    } else {
      for (int from = 0; from < block.values.length; from += block.width) {
        for (int j = 0; j < block.width; j++) {
          add(j, block.values[from + j]);
        }
      }
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
    boolean zeros = nonZeros[column] < rows;
    double low = zeros ? Math.min(0, least[column]) : least[column];
    double high = zeros ? Math.max(0, greatest[column]) : greatest[column];
    return Math.max(high - from, from - low);
  }
}
