// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

/**
 * A whole symmetric matrix that pairs of steps s and changes y of the gradient update by BFGS:
 * {@code B + y y' / s'y - B s s' B / s'B s}. Both triangles have the same bits.
 */
final class SecantMatrix {
  /** Its rows. */
  final double[][] rows;

  private final double[] product;
  private final double[] scaledChange;

  SecantMatrix(int size) {
    rows = new double[size][size];
    product = new double[size];
    scaledChange = new double[size];
  }

  /**
   * Updates it, unless its own curvature along the step is not above 0 or not finite.
   *
   * @param step s, whole
   * @param change y, whole
   * @param curvature s'y, above 0
   */
  void update(double[] step, double[] change, double curvature) {
    double own = 0;
    for (int i = 0; i < rows.length; i++) {
      product[i] = dot(rows[i], step);
      own += step[i] * product[i];
    }
    if (!(own > 0 && own < Double.POSITIVE_INFINITY)) {
      return;
    }
    double ofProduct = 1 / Math.sqrt(own);
    double ofChange = 1 / Math.sqrt(curvature);
    for (int i = 0; i < rows.length; i++) {
      product[i] *= ofProduct;
      scaledChange[i] = ofChange * change[i];
    }
    for (int i = 0; i < rows.length; i++) {
      double[] row = rows[i];
      double b = product[i];
      double y = scaledChange[i];
      for (int j = 0; j < row.length; j++) {
        row[j] += y * scaledChange[j] - b * product[j];
      }
    }
  }

  /** Returns the inner product of two vectors, in two sums that run side by side. */
  static double dot(double[] a, double[] b) {
    double even = 0;
    double odd = 0;
    int i = 0;
    for (; i + 1 < a.length; i += 2) {
      even += a[i] * b[i];
      odd += a[i + 1] * b[i + 1];
    }
    return i < a.length ? even + a[i] * b[i] + odd : even + odd;
  }
}
