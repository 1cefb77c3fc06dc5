// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.average;

/**
 * Averages over points that may hold NaN or infinity. Such a coordinate is left out, for itself
 * alone: the average keeps its value there. So one bad point does not spoil an average for ever,
 * and what a coordinate gets depends on its own values only, never on which part of the vector is
 * held here, without a reduction.
 */
final class Points {
  private Points() {}

  /** {@code average += weight (point - average)}; weight 1 copies. */
  static void move(double[] average, double[] point, double weight) {
    if (!finite(point)) {
      moveFinite(average, point, weight);
    } else if (weight == 1) {
      System.arraycopy(point, 0, average, 0, average.length);
    } else {
      for (int i = 0; i < average.length; i++) {
        average[i] += weight * (point[i] - average[i]);
      }
    }
  }

  private static void moveFinite(double[] average, double[] point, double weight) {
    for (int i = 0; i < average.length; i++) {
      if (Double.isFinite(point[i])) {
        average[i] = weight == 1 ? point[i] : average[i] + weight * (point[i] - average[i]);
      }
    }
  }

  /**
   * Returns whether all are: 0 x is NaN for all others. Four sums, as one would wait for each
   * addition.
   */
  private static boolean finite(double[] point) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i < point.length - 3; i += 4) {
      a += 0 * point[i];
      b += 0 * point[i + 1];
      c += 0 * point[i + 2];
      d += 0 * point[i + 3];
    }
    for (; i < point.length; i++) {
      a += 0 * point[i];
    }
    return a + b + c + d == 0;
  }
}
