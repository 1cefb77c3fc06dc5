// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Bounds of a point: {@code lower_i <= x_i <= upper_i}. Infinite ones bound nothing.
 *
 * @param lower one per coordinate, below infinity
 * @param upper one per coordinate, at least the lower one
 */
public record Bounds(double[] lower, double[] upper) implements Serializable {
  /**
   * Creates bounds.
   *
   * @throws IllegalArgumentException if a lower bound is above the upper one
   */
  public Bounds {
    if (lower.length != upper.length) {
      throw new IllegalArgumentException(
          PlainText.of("bounds: %d lower and %d upper ones", lower.length, upper.length));
    }
    for (int i = 0; i < lower.length; i++) {
      if (!(lower[i] <= upper[i]
          && lower[i] < Double.POSITIVE_INFINITY
          && upper[i] > Double.NEGATIVE_INFINITY)) {
        throw new IllegalArgumentException(
            PlainText.of(
                "bounds: those of coordinate %d must have a value between, were %s and %s",
                i, lower[i], upper[i]));
      }
    }
  }

  /** Returns the bounds of the coordinates in a range. */
  public Bounds part(int from, int to) {
    return new Bounds(Arrays.copyOfRange(lower, from, to), Arrays.copyOfRange(upper, from, to));
  }

  /** Returns the value nearest to another that coordinate i may have. */
  public double nearest(int i, double value) {
    return Math.min(Math.max(value, lower[i]), upper[i]);
  }

  /** Moves every coordinate to the nearest value that it may have. */
  public void apply(double[] point) {
    for (int i = 0; i < point.length; i++) {
      point[i] = nearest(i, point[i]);
    }
  }
}
