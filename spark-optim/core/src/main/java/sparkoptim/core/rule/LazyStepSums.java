// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import sparkoptim.core.StateVisitor;
import sparkoptim.core.linear.PortableMath;

/**
 * Adds up a run of steps {@code x = x - eta_k (c + q x)} with any step sizes: {@code x = x - f (c +
 * q x)} with {@code f = (1 - prod_k (1 - eta_k q)) / q}. The product's logarithm is {@code -sum_i
 * q^i / i sum_k eta_k^i}, so sums of powers of the step sizes are all that is needed; of {@value
 * #POWERS} powers the error is below rounding while {@code eta q} is at most {@link #LIMIT}.
 */
final class LazyStepSums {
  /** Steps that are kept. */
  static final int LENGTH = 1024;

  /** The largest {@code eta q}: the first power left out adds {@code 2^-48 / 9} of the whole. */
  static final double LIMIT = 0x1p-6;

  private static final int POWERS = 8;

  private final double[] etas = new double[LENGTH];

  /** Sums of {@code eta^i / i} of the first k step sizes, from {@code k * POWERS} on. */
  private final double[] sums = new double[(LENGTH + 1) * POWERS];

  private int count;

  /** Returns the number of steps taken. */
  int count() {
    return count;
  }

  /** Returns whether no more can be taken. */
  boolean full() {
    return count == LENGTH;
  }

  /** Begins again. */
  void clear() {
    count = 0;
  }

  /** Takes a step. */
  void add(double eta) {
    etas[count] = eta;
    int from = count * POWERS;
    double power = 1;
    for (int i = 0; i < POWERS; i++) {
      power *= eta;
      sums[from + POWERS + i] = sums[from + i] + power / (i + 1);
    }
    count++;
  }

  /**
   * Returns the factor f of the steps since {@code taken} steps had been taken.
   *
   * @param q with {@code eta q} at most {@link #LIMIT} for every step size
   */
  double factor(int taken, double q) {
    int from = taken * POWERS;
    int to = count * POWERS;
    double length = sums[to] - sums[from];
    if (q == 0) {
      return length;
    }
    double rest = 0;
    for (int i = POWERS - 1; i > 0; i--) {
      rest = q * (rest + (sums[to + i] - sums[from + i]));
    }
    double rate = length + rest;
    return rate * PortableMath.relativeExpm1(-q * rate);
  }

  void fields(StateVisitor fields) {
    long stored = fields.count("count", count);
    fields.vector("etas", etas);
    clear();
    while (count < stored) {
      add(etas[count]);
    }
  }
}
