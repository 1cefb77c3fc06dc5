// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import sparkoptim.core.Schedule;

/**
 * A straight line from the first count to the last: {@code from + (to - from) count / (total - 1)}.
 * A run of one count gets {@code from}.
 */
public record Linear(double from, double to) implements Schedule {
  /** From 0.1 to 0. */
  public static final Linear DEFAULT = new Linear(0.1, 0);

  public Linear {
    if (!(from >= 0 && to >= 0 && from + to < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "linear: from and to must be finite and >= 0, was " + from + ", " + to);
    }
  }

  @Override
  public double at(long count, long total) {
    if (total <= 1) {
      return from;
    }
    double done = (double) count / (total - 1);
    return from * (1 - done) + to * done;
  }
}
