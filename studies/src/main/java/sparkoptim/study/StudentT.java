// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

/** Student's t distribution; Abramowitz and Stegun 1964, 26.7.3 and 26.7.4. */
final class StudentT {
  private static final double MOST = 1e6;

  private StudentT() {}

  /** Returns the probability of a t at least as far from 0, on either side. */
  static double twoSided(double t, int freedom) {
    if (Double.isInfinite(t)) {
      return 0;
    }
    double angle = Math.atan(Math.abs(t) / Math.sqrt(freedom));
    double square = Math.cos(angle) * Math.cos(angle);
    boolean odd = freedom % 2 == 1;
    double term = odd ? Math.cos(angle) : 1;
    double sum = freedom == 1 ? 0 : term;
    for (int k = odd ? 3 : 2; k <= freedom - 2; k += 2) {
      term *= square * (k - 1) / k;
      sum += term;
    }
    double inside = Math.sin(angle) * sum;
    return Math.max(0, 1 - (odd ? 2 / Math.PI * (angle + inside) : inside));
  }

  /** Returns the probability of a t at least as large. */
  static double above(double t, int freedom) {
    double half = twoSided(t, freedom) / 2;
    return t >= 0 ? half : 1 - half;
  }

  /** Returns the t with this probability of one at least as far from 0. */
  static double quantile(double twoSided, int freedom) {
    double low = 0;
    double high = MOST;
    for (int halving = 0; halving < 100; halving++) {
      double middle = (low + high) / 2;
      if (twoSided(middle, freedom) > twoSided) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}
