// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import sparkoptim.core.data.RowView;

/**
 * Products of a matrix and rows of few entries, in single precision: {@code y += A x} and {@code A
 * += y x'}. A is given row by row, or as its columns, one array each, whose length vector registers
 * like. Sums have the order of a row's entries either way.
 */
final class SparseFloats {
  /** Rows that are transposed together, whose cache lines stay. */
  private static final int TILE = 32;

  private SparseFloats() {}

  /** See {@link Kernels#transpose}. */
  static void transpose(float[] from, int at, int rows, int columns, int[] some, float[][] lines) {
    for (int i0 = 0; i0 < rows; i0 += TILE) {
      int i1 = Math.min(rows, i0 + TILE);
      for (int place = 0; some[place] >= 0; place++) {
        int j = some[place];
        float[] line = lines[j];
        for (int i = i0; i < i1; i++) {
          line[i] = from[at + i * columns + j];
        }
      }
    }
  }

  /** See {@link Kernels#moveTransposed}. */
  static void moveTransposed(
      float[][] lines, int rows, int columns, int[] some, float[] to, int at) {
    for (int i0 = 0; i0 < rows; i0 += TILE) {
      int i1 = Math.min(rows, i0 + TILE);
      for (int place = 0; some[place] >= 0; place++) {
        int j = some[place];
        float[] line = lines[j];
        for (int i = i0; i < i1; i++) {
          to[at + i * columns + j] += line[i];
          line[i] = 0;
        }
      }
    }
  }

  /** {@code y += A x}, by dot products. */
  static void addDots(RowView row, int outputs, float[] a, int aAt, float[] y, int yAt) {
    int i = 0;
    for (; i + 3 < outputs; i += 4) {
      gather(row, a, aAt + i * row.width(), y, yAt + i);
    }
    for (; i < outputs; i++) {
      float sum = y[yAt + i];
      int from = row.from(0);
      for (int e = from; e < row.to(0); e++) {
        sum += (float) row.values[e] * a[aAt + i * row.width() + column(row, from, e)];
      }
      y[yAt + i] = sum;
    }
  }

  private static int column(RowView row, int from, int entry) {
    return row.columns == null ? entry - from : row.columns[entry];
  }

  /** Four outputs at once, whose sums do not wait for each other. */
  private static void gather(RowView row, float[] a, int line, float[] y, int at) {
    int width = row.width();
    int from = row.from(0);
    int to = row.to(0);
    float s0 = y[at];
    float s1 = y[at + 1];
    float s2 = y[at + 2];
    float s3 = y[at + 3];
    for (int e = from; e < to; e++) {
      int place = line + column(row, from, e);
      float x = (float) row.values[e];
      s0 += x * a[place];
      s1 += x * a[place + width];
      s2 += x * a[place + 2 * width];
      s3 += x * a[place + 3 * width];
    }
    y[at] = s0;
    y[at + 1] = s1;
    y[at + 2] = s2;
    y[at + 3] = s3;
  }

  /** {@code y += A x}, by multiples of the columns of A, four at a time. */
  static void addLines(RowView row, float[][] lines, float[] y) {
    int from = row.from(0);
    int end = row.to(0);
    double[] x = row.values;
    int e = from;
    for (; e + 3 < end; e += 4) {
      add(
          (float) x[e],
          lines[column(row, from, e)],
          (float) x[e + 1],
          lines[column(row, from, e + 1)],
          (float) x[e + 2],
          lines[column(row, from, e + 2)],
          (float) x[e + 3],
          lines[column(row, from, e + 3)],
          y);
    }
    for (; e < end; e++) {
      add((float) x[e], lines[column(row, from, e)], y);
    }
  }

  /** {@code A += y x'}, by multiples of y for the columns of A. */
  static void addToLines(RowView row, float[] y, float[][] lines) {
    int from = row.from(0);
    for (int e = from; e < row.to(0); e++) {
      add((float) row.values[e], y, lines[column(row, from, e)]);
    }
  }

  /** {@code A += y x'}, number by number. */
  static void scatter(RowView row, int outputs, float[] y, int yAt, float[] a, int aAt) {
    int from = row.from(0);
    for (int i = 0; i < outputs; i++) {
      float slope = y[yAt + i];
      int line = aAt + i * row.width();
      for (int e = from; e < row.to(0); e++) {
        a[line + column(row, from, e)] += slope * (float) row.values[e];
      }
    }
  }

  /** Without places in the arrays, which would keep the loop out of vector registers. */
  private static void add(float x, float[] from, float[] to) {
    for (int k = 0; k < to.length; k++) {
      to[k] += x * from[k];
    }
  }

  /** Four at once, in the order and with the bits of one after the other. */
  private static void add(
      float x0,
      float[] l0,
      float x1,
      float[] l1,
      float x2,
      float[] l2,
      float x3,
      float[] l3,
      float[] to) {
    for (int k = 0; k < to.length; k++) {
      to[k] = to[k] + x0 * l0[k] + x1 * l1[k] + x2 * l2[k] + x3 * l3[k];
    }
  }
}
