// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

import sparkoptim.core.MarginOracle;
import sparkoptim.core.MarginPoint;
import sparkoptim.core.Space;

/**
 * Newton's method in one variable along {@code x + t p}, safeguarded by a bracket, for a step t = 1
 * that was refused. Each round is one sum of three numbers over margins that the rows remember; no
 * features are read.
 */
final class MarginSearch {
  private static final int ROUNDS = 12;
  private static final double LEAST_DECREASE = 1e-4;
  private static final double SMALL_SLOPE = 0.1;

  private final MarginOracle oracle;
  private final Space space;
  private final double[] step = new double[1];
  private final double[] sums = new double[3];
  private final double[] products = new double[3];

  MarginSearch(MarginOracle oracle, Space space) {
    this.oracle = oracle;
    this.space = space;
  }

  /**
   * Returns the best step found; 0 if none lowers the loss.
   *
   * @param x where the step begins
   * @param to the refused point x + p
   * @param p the step
   * @param f0 loss at x, and {@code d0} < 0 its derivative along p
   * @param f1 loss at the refused point, and {@code d1} its derivative along p
   */
  double run(
      MarginPoint x, MarginPoint to, double[] p, double f0, double d0, double f1, double d1) {
    penalties(x.point, p);
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double t = 0.25;
    double best = 0;
    double least = f0;
    if (!(Double.isFinite(f1) && Double.isFinite(d1))) {
      high = 1;
    } else if (d1 > 0) {
      high = 1;
      t = Math.min(Math.max(d0 / (d0 - d1), 0.02), 0.98);
    } else {
      low = 1;
      t = Math.min(Math.max(d1 > d0 ? d0 / (d0 - d1) : 10, 2), 10);
      if (f1 < f0) {
        best = 1;
        least = f1;
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      step[0] = t;
      oracle.along(x, to, step, sums);
      double f = sums[0] + products[0] + t * products[1] + 0.5 * t * t * products[2];
      double d = sums[1] + products[1] + t * products[2];
      double h = sums[2] + products[2];
      if (!(Double.isFinite(f) && Double.isFinite(d))) {
        high = t;
        t = 0.5 * (low + t);
        continue;
      }
      if (f < least) {
        best = t;
        least = f;
      }
      if (Math.abs(d) <= SMALL_SLOPE * Math.abs(d0) && f <= f0 + LEAST_DECREASE * t * d0) {
        return t;
      }
      if (d < 0) {
        low = t;
      } else {
        high = t;
      }
      double next = t - d / Math.max(h, 1e-300);
      if (!(low < next && next < high)) {
        next = high < Double.POSITIVE_INFINITY ? 0.5 * (low + high) : 4 * t;
      }
      if (high == Double.POSITIVE_INFINITY) {
        next = Math.min(next, 10 * t);
      }
      if (Math.abs(next - t) < 1e-10 * t) {
        break;
      }
      t = next;
    }
    return best;
  }

  /** The penalty 1/2 sum q x^2 at x, its derivative along p, and its second derivative. */
  private void penalties(double[] x, double[] p) {
    double[] q = oracle.penalty();
    if (q == null) {
      products[0] = 0;
      products[1] = 0;
      products[2] = 0;
      return;
    }
    double[] scaled = new double[p.length];
    for (int i = 0; i < p.length; i++) {
      scaled[i] = q[i] * p[i];
    }
    double[] two = new double[2];
    space.dots(scaled, new double[][] {x, p}, two);
    products[1] = two[0];
    products[2] = two[1];
    for (int i = 0; i < p.length; i++) {
      scaled[i] = q[i] * x[i];
    }
    double[] one = new double[1];
    space.dots(scaled, new double[][] {x}, one);
    products[0] = 0.5 * one[0];
  }
}
