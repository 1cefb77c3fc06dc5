// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

/** Eigenvalues of a small symmetric matrix. */
final class SymmetricMatrix {
  /** Far more than are needed: convergence is quadratic, after six to ten sweeps. */
  private static final int SWEEPS = 60;

  private SymmetricMatrix() {}

  /**
   * Returns the largest eigenvalue, by cyclic Jacobi rotations until nothing off the diagonal
   * counts.
   *
   * @param a the whole matrix; overwritten
   */
  static double largestEigenvalue(double[][] a) {
    for (int sweep = 0; sweep < SWEEPS && sweep(a); sweep++) {}
    double largest = a[0][0];
    for (int i = 1; i < a.length; i++) {
      largest = Math.max(largest, a[i][i]);
    }
    return largest;
  }

  /** Returns whether it found anything to rotate. */
  private static boolean sweep(double[][] a) {
    boolean rotated = false;
    for (int p = 0; p < a.length; p++) {
      for (int q = p + 1; q < a.length; q++) {
        double size = Math.abs(a[p][p]) + Math.abs(a[q][q]);
        if (size + Math.abs(a[p][q]) != size) {
          rotate(a, p, q);
          rotated = true;
        }
      }
    }
    return rotated;
  }

  /** Makes the elements pq and qp zero. */
  private static void rotate(double[][] a, int p, int q) {
    double ratio = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
    double cosine = 1 / Math.sqrt(tangent * tangent + 1);
    double sine = tangent * cosine;
    double moved = tangent * a[p][q];
    a[p][p] -= moved;
    a[q][q] += moved;
    a[p][q] = 0;
    a[q][p] = 0;
    for (int i = 0; i < a.length; i++) {
      if (i != p && i != q) {
        double ip = a[i][p];
        double iq = a[i][q];
        a[i][p] = cosine * ip - sine * iq;
        a[i][q] = sine * ip + cosine * iq;
        a[p][i] = a[i][p];
        a[q][i] = a[i][q];
      }
    }
  }
}
