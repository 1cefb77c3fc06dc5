// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.trajectory;

import java.util.Arrays;

/**
 * The weights that averages give to the points theta_0 to theta_T of a run of T steps: {@code
 * average = sum_k w_k theta_k}, all {@code >= 0}, summing to 1.
 */
public final class AverageWeights {
  private AverageWeights() {}

  /**
   * Returns the weights of an exponential moving average that starts at theta_0: {@code w_0 = (1 -
   * mu)^T}, {@code w_k = mu (1 - mu)^(T - k)}.
   *
   * @param mu weight of the newest point, in (0, 1]
   */
  public static double[] ema(double mu, int steps) {
    Requirements.check(mu > 0 && mu <= 1, "mu", "in (0, 1]", mu);
    Requirements.check(steps >= 0, "steps", ">= 0", steps);
    double[] weights = new double[steps + 1];
    double left = 1;
    for (int k = steps; k > 0; k--) {
      weights[k] = mu * left;
      left *= 1 - mu;
    }
    weights[0] = left;
    return weights;
  }

  /**
   * Returns the weights of the plain mean of the last points.
   *
   * @param points in 1 to steps + 1, where theta_0 is one of them
   */
  public static double[] swa(int points, int steps) {
    Requirements.check(points >= 1 && points <= steps + 1, "points", "in 1 to steps + 1", points);
    double[] weights = new double[steps + 1];
    Arrays.fill(weights, steps + 1 - points, steps + 1, 1.0 / points);
    return weights;
  }

  /**
   * Returns the weights of the midpoint of the last point and an earlier one.
   *
   * @param gap steps between the two, in 1 to steps; a larger one gives the last point all weight,
   *     as {@link sparkoptim.core.average.TwoPoint} does
   */
  public static double[] twoPoint(int gap, int steps) {
    Requirements.check(gap >= 1, "gap", ">= 1", gap);
    Requirements.check(steps >= 0, "steps", ">= 0", steps);
    double[] weights = new double[steps + 1];
    weights[steps] = gap > steps ? 1 : 0.5;
    if (gap <= steps) {
      weights[steps - gap] = 0.5;
    }
    return weights;
  }
}
