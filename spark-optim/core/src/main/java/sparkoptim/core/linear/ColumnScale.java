// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.io.Serializable;

/**
 * The working scale of rows that stay as they came: feature j counts as {@code s_j (x_j - c_j)}.
 * Scales and centres go into the point before a sum over rows, one multiplication a coordinate, and
 * into what comes out of it:
 *
 * <pre>{@code
 * margins    (s x) . a + (b - sum_j c_j s_j x_j)
 * gradient   s_j (G_j - c_j G_b)
 * matrix     s_i s_j (M_ij - c_i M_bj - c_j M_ib + c_i c_j M_bb)
 * }</pre>
 *
 * <p>with b the intercept, and G and M the sums over the rows as they are.
 *
 * @param scale of each feature
 * @param center of each feature; null where all are 0, as they are without an intercept
 */
public record ColumnScale(double[] scale, double[] center) implements Serializable {
  /**
   * Returns the point that has the same margins on the rows as they are.
   *
   * @param outputs K
   */
  public double[] inRows(double[] point, int outputs) {
    double[] moved = point.clone();
    int last = scale.length * outputs;
    for (int j = 0; j < scale.length; j++) {
      for (int k = 0; k < outputs; k++) {
        moved[j * outputs + k] *= scale[j];
        if (center != null) {
          moved[last + k] -= center[j] * moved[j * outputs + k];
        }
      }
    }
    return moved;
  }

  /** Turns a gradient over the rows as they are into that in the working scale, in place. */
  void toWorking(double[] gradient, int outputs) {
    int last = scale.length * outputs;
    for (int j = 0; j < scale.length; j++) {
      for (int k = 0; k < outputs; k++) {
        double own = gradient[j * outputs + k];
        gradient[j * outputs + k] =
            scale[j] * (center == null ? own : own - center[j] * gradient[last + k]);
      }
    }
  }

  /**
   * Returns factors f with which {@code f_b + sum_j f_j a_j (a_j - 2 c_j)} over a row's entries is
   * {@code inverse_b + sum_j inverse_j (s_j (a_j - c_j))^2} over all features.
   */
  double[] ofSquares(double[] inverse, int outputs) {
    double[] factors = inverse.clone();
    int last = scale.length * outputs;
    for (int j = 0; j < scale.length; j++) {
      for (int k = 0; k < outputs; k++) {
        double factor = scale[j] * scale[j] * inverse[j * outputs + k];
        factors[j * outputs + k] = factor;
        if (center != null) {
          factors[last + k] += center[j] * center[j] * factor;
        }
      }
    }
    return factors;
  }

  /**
   * Returns the factors {@code 2 c_j f_j} of a row's values beside those of their squares; null
   * without centres.
   *
   * @param ofSquares f
   */
  double[] ofValues(double[] ofSquares, int outputs) {
    if (center == null) {
      return null;
    }
    double[] factors = new double[scale.length * outputs];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = 2 * center[i / outputs] * ofSquares[i];
    }
    return factors;
  }

  /**
   * Turns a lower triangle over the rows as they are into that in the working scale, in place. With
   * centres its last row is the intercept's.
   */
  void toWorking(double[][] triangle) {
    int last = scale.length;
    double[] ofConstant = center == null ? null : triangle[last];
    for (int i = 0; i < last; i++) {
      double[] line = triangle[i];
      double own = center == null ? 0 : ofConstant[i] - center[i] * ofConstant[last];
      for (int j = 0; j <= i; j++) {
        double shift = center == null ? 0 : center[i] * ofConstant[j] + center[j] * own;
        line[j] = scale[i] * scale[j] * (line[j] - shift);
      }
    }
    for (int i = last; i < triangle.length; i++) {
      double[] line = triangle[i];
      for (int j = 0; j < last; j++) {
        double shift = center == null ? 0 : center[j] * line[last];
        line[j] = scale[j] * (line[j] - shift);
      }
    }
  }
}
