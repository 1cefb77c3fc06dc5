// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.trajectory;

/**
 * The open-loop form, which needs no curvature: updates g_1 to g_k as they were recorded from a
 * point theta_n on, each multiplied by a weight, against a merge of the points theta_n to
 * theta_{n+k}: {@code theta_n - sum_i w_i g_i = sum_j c_j theta_{n+j}}. A decay of the learning
 * rate can so be replaced by merging the points of a run without decay, as far as its updates are
 * those that the decayed run would have made. The mean of k + 1 points is linear decay.
 */
public final class MergeCoefficients {
  /** Roundings of a sum of many coefficients. */
  private static final double SUM_TOLERANCE = 1e-9;

  private MergeCoefficients() {}

  /**
   * Returns {@code c_k = w_k}, {@code c_j = w_j - w_{j+1}}, {@code c_0 = 1 - w_1}.
   *
   * @param weights w_1 to w_k, in [0, 1] and not rising
   * @return c_0 to c_k, all {@code >= 0}, summing to 1
   */
  public static double[] of(double... weights) {
    double[] coefficients = new double[weights.length + 1];
    double before = 1;
    for (int i = 0; i < weights.length; i++) {
      double weight = weights[i];
      Requirements.check(
          weight >= 0 && weight <= before, "a weight", "in [0, " + before + "]", weight);
      coefficients[i] = before - weight;
      before = weight;
    }
    coefficients[weights.length] = before;
    return coefficients;
  }

  /**
   * Returns {@code w_i = c_i + ... + c_k}.
   *
   * @param coefficients c_0 to c_k, {@code >= 0} with sum 1
   * @return w_1 to w_k
   */
  public static double[] weights(double... coefficients) {
    Requirements.check(coefficients.length > 0, "the number of coefficients", ">= 1", 0);
    double[] weights = new double[coefficients.length - 1];
    double sum = 0;
    for (int j = coefficients.length - 1; j >= 0; j--) {
      Requirements.check(coefficients[j] >= 0, "a coefficient", ">= 0", coefficients[j]);
      sum += coefficients[j];
      if (j > 0) {
        weights[j - 1] = sum;
      }
    }
    Requirements.check(Math.abs(sum - 1) <= SUM_TOLERANCE, "the sum of coefficients", "1", sum);
    return weights;
  }
}
