// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.io.Serializable;
import java.util.Arrays;
import sparkoptim.core.Bounds;
import sparkoptim.core.PlainText;

/**
 * The penalty {@code sum_j (1/2 q_j x_j^2 + l_j |x_j|)} on the coefficients of a linear model, with
 * weights per feature: every output of a feature has the feature's weight. Intercepts have none. It
 * is infinite outside of bounds, which intercepts may have, too.
 *
 * @param l2 weight {@code q_j >= 0} of each feature's square; null for none
 * @param l1 weight {@code l_j >= 0} of each feature's magnitude; null for none
 * @param bounds of every coordinate of the point; null for none
 */
public record Penalty(double[] l2, double[] l1, Bounds bounds) implements Serializable {
  /** No penalty. */
  public static final Penalty NONE = new Penalty(null, null);

  /** Creates a penalty without bounds. */
  public Penalty(double[] l2, double[] l1) {
    this(l2, l1, null);
  }

  /**
   * Creates a penalty.
   *
   * @throws IllegalArgumentException if a weight is negative
   */
  public Penalty {
    check("l2", l2);
    check("l1", l1);
  }

  /**
   * Returns a penalty on squares alone.
   *
   * @param weights one per feature; null for none
   */
  public static Penalty ofSquares(double[] weights) {
    return weights == null ? NONE : new Penalty(weights, null);
  }

  /** Returns whether the penalty has a gradient everywhere. */
  public boolean smooth() {
    return l1 == null && bounds == null;
  }

  /** Returns the penalty with all weights multiplied. */
  public Penalty times(double factor) {
    return new Penalty(times(l2, factor), times(l1, factor), bounds);
  }

  private static double[] times(double[] weights, double factor) {
    return weights == null ? null : Arrays.stream(weights).map(weight -> weight * factor).toArray();
  }

  private static void check(String name, double[] weights) {
    if (weights != null) {
      for (int j = 0; j < weights.length; j++) {
        if (weights[j] < 0) {
          throw new IllegalArgumentException(
              PlainText.of("penalty: %s of feature %d must be >= 0, was %s", name, j, weights[j]));
        }
      }
    }
  }

  /**
   * Checks that there is one weight per feature, and a pair of bounds per coordinate.
   *
   * @throws IllegalArgumentException if there are more or fewer
   */
  void checkLength(int features, int dimension) {
    if (bounds != null && bounds.lower().length != dimension) {
      throw new IllegalArgumentException(
          PlainText.of(
              "penalty: %d pairs of bounds for %d coordinates", bounds.lower().length, dimension));
    }
    if ((l2 != null && l2.length != features) || (l1 != null && l1.length != features)) {
      throw new IllegalArgumentException(
          PlainText.of(
              "penalty: %d weights for %d features",
              l2 != null && l2.length != features ? l2.length : l1.length, features));
    }
  }

  /** Returns the L2 weight of feature j. */
  double l2Of(int j) {
    return l2 == null ? 0 : l2[j];
  }
}
