// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

/**
 * The Cholesky factorisation {@code A = U'U} of a symmetric matrix, in room that may hold larger
 * ones. Rows of U are arrays of their own, and four pivots are taken together: the inner loops run
 * over one index, which the compiler does in lanes. The order of all operations depends on the size
 * alone, so bits are the same on every machine.
 */
final class Cholesky {
  private static final int TOGETHER = 4;

  private final double[][] upper;
  private final double[] work;
  private int size;

  /**
   * Creates room for a factor.
   *
   * @param room rows of the largest matrix
   */
  Cholesky(int room) {
    upper = new double[room][room];
    work = new double[room];
  }

  /**
   * Factorises a packed matrix plus a diagonal.
   *
   * @param packed lower triangle row by row, from {@code at} on
   * @param diagonal added to the diagonal; its element of row i is at {@code first + i * stride}
   * @return the factor; null if the matrix is not positive definite
   */
  static Cholesky of(double[] packed, int at, int size, double[] diagonal, int first, int stride) {
    Cholesky factor = new Cholesky(size);
    factor.size = size;
    int place = at;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        factor.upper[j][i] = packed[place++];
      }
      factor.upper[i][i] += diagonal[first + i * stride];
    }
    return factor.factorise() ? factor : null;
  }

  /**
   * Factorises the part of a symmetric matrix that some coordinates have; nothing is allocated.
   *
   * @param matrix whole, both triangles
   * @param of the coordinates, the first {@code count}
   * @return whether that part is positive definite, else the factor is of no use
   */
  boolean factorise(double[][] matrix, int[] of, int count) {
    size = count;
    for (int i = 0; i < count; i++) {
      double[] row = matrix[of[i]];
      for (int j = i; j < count; j++) {
        upper[i][j] = row[of[j]];
      }
    }
    return factorise();
  }

  private boolean factorise() {
    for (int from = 0; from < size; from += TOGETHER) {
      int to = Math.min(size, from + TOGETHER);
      for (int k = from; k < to; k++) {
        double[] row = upper[k];
        for (int p = from; p < k; p++) {
          subtract(row, upper[p], upper[p][k], k, size);
        }
        if (!(row[k] > 0 && row[k] < Double.POSITIVE_INFINITY)) {
          return false;
        }
        double inverse = 1 / Math.sqrt(row[k]);
        for (int j = k; j < size; j++) {
          row[j] *= inverse;
        }
      }
      if (to - from == TOGETHER) {
        for (int i = to; i < size; i++) {
          subtract(upper[i], from, i);
        }
      }
    }
    return true;
  }

  private static void subtract(double[] row, double[] pivot, double factor, int from, int to) {
    for (int j = from; j < to; j++) {
      row[j] -= factor * pivot[j];
    }
  }

  private void subtract(double[] row, int pivot, int from) {
    double[] p0 = upper[pivot];
    double[] p1 = upper[pivot + 1];
    double[] p2 = upper[pivot + 2];
    double[] p3 = upper[pivot + 3];
    double f0 = p0[from];
    double f1 = p1[from];
    double f2 = p2[from];
    double f3 = p3[from];
    int to = size;
    for (int j = from; j < to; j++) {
      row[j] -= f0 * p0[j] + f1 * p1[j] + (f2 * p2[j] + f3 * p3[j]);
    }
  }

  /**
   * Solves {@code A x = b}.
   *
   * @param b element i at {@code first + i * stride}
   * @param x receives the solution at the same places; may be b
   */
  void solve(double[] b, double[] x, int first, int stride) {
    for (int i = 0; i < size; i++) {
      work[i] = b[first + i * stride];
    }
    for (int k = 0; k < size; k++) {
      double[] row = upper[k];
      double value = work[k] / row[k];
      for (int j = k + 1; j < size; j++) {
        work[j] -= value * row[j];
      }
      work[k] = value;
    }
    for (int k = size - 1; k >= 0; k--) {
      double[] row = upper[k];
      double even = 0;
      double odd = 0;
      int j = k + 1;
      for (; j + 1 < size; j += 2) {
        even += row[j] * work[j];
        odd += row[j + 1] * work[j + 1];
      }
      if (j < size) {
        even += row[j] * work[j];
      }
      work[k] = (work[k] - (even + odd)) / row[k];
    }
    for (int i = 0; i < size; i++) {
      x[first + i * stride] = work[i];
    }
  }
}
