// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import java.util.Arrays;
import sparkoptim.core.Space;

/**
 * Population variances and covariance of pairs of vectors, coordinate by coordinate, as the pairs
 * come in (Welford 1962): five vectors, however many pairs there are.
 */
final class PairMoments {
  private final double[] meanA;
  private final double[] meanB;
  private final double[] squaresA;
  private final double[] squaresB;
  private final double[] products;
  private int count;

  PairMoments(int size) {
    meanA = new double[size];
    meanB = new double[size];
    squaresA = new double[size];
    squaresB = new double[size];
    products = new double[size];
  }

  void add(double[] a, double[] b) {
    count++;
    for (int i = 0; i < meanA.length; i++) {
      double fromA = a[i] - meanA[i];
      double fromB = b[i] - meanB[i];
      meanA[i] += fromA / count;
      meanB[i] += fromB / count;
      double toB = b[i] - meanB[i];
      squaresA[i] += fromA * (a[i] - meanA[i]);
      squaresB[i] += fromB * toB;
      products[i] += fromA * toB;
    }
  }

  double varianceA(int i) {
    return squaresA[i] / count;
  }

  double varianceB(int i) {
    return squaresB[i] / count;
  }

  double covariance(int i) {
    return products[i] / count;
  }

  /**
   * Returns the sums over the coordinates of all parts: variance of a, of b, covariance. One
   * reduction.
   */
  double[] totals(Space space) {
    double[] ones = new double[meanA.length];
    Arrays.fill(ones, 1);
    double[] totals = new double[3];
    space.dots(ones, new double[][] {squaresA, squaresB, products}, totals);
    for (int i = 0; i < totals.length; i++) {
      totals[i] /= count;
    }
    return totals;
  }
}
