// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.trajectory;

import java.util.Arrays;

/**
 * The learning rate schedule whose last iterate is the average of another schedule's iterates, on
 * the same batches. Sandler et al., Training trajectories, mini-batch losses and the curious role
 * of the learning rate, arXiv 2301.02312; the formulas are derived here.
 *
 * <p>The model: the loss of batch t is {@code h/2 (theta - c_t)^2} with a centre c_t of its own and
 * the common curvature h. With {@code lambda_t = eta_t h} a step is {@code theta_{t+1} = (1 -
 * lambda_t) theta_t + lambda_t c_t}, so every average of iterates is one of theta_0 and the
 * centres, and so is the last iterate of any schedule. The equality is exact along one curvature;
 * with several, each direction has a schedule of its own.
 *
 * <p>Arrays of weights go from theta_0 to theta_T, arrays of rates from step 0 to step T - 1. Rates
 * are in [0, 1], weights {@code >= 0} with sum 1; others are refused with an {@link
 * IllegalArgumentException}.
 */
public final class EquivalentSchedule {
  /** Roundings of a sum of many weights. */
  private static final double SUM_TOLERANCE = 1e-9;

  private EquivalentSchedule() {}

  /**
   * Returns the weights of theta_0 (at 0) and of each centre c_t (at t + 1) in an average: {@code
   * W_t = lambda_t S_t}, {@code S_t = sum_{k>t} w_k prod_{t<s<k} (1 - lambda_s)}, and {@code
   * S_{-1}} of theta_0.
   *
   * @param weights of the iterates, T + 1
   * @param lambda rates, T
   */
  public static double[] centreWeights(double[] weights, double[] lambda) {
    double[] later = later(weights, lambda);
    double[] centres = new double[later.length];
    centres[0] = later[0];
    for (int t = 0; t < lambda.length; t++) {
      centres[t + 1] = lambda[t] * later[t + 1];
    }
    return centres;
  }

  /**
   * Returns the equivalent schedule {@code W_t / (W_{-1} + W_0 + ... + W_t)}, computed as {@code
   * lambda_t S_t / (S_t + w_0 + ... + w_t)}: the same, by S_{t-1} = w_t + (1 - lambda_t) S_t,
   * without sums that underflow in long runs.
   *
   * @param weights of the iterates, T + 1
   * @param lambda rates, T
   */
  public static double[] of(double[] weights, double[] lambda) {
    double[] later = later(weights, lambda);
    double[] schedule = new double[lambda.length];
    double before = 0;
    for (int t = 0; t < lambda.length; t++) {
      before += weights[t];
      double after = later[t + 1];
      schedule[t] = before == 0 ? lambda[t] : lambda[t] * after / (after + before);
    }
    return schedule;
  }

  /** Returns S_{t-1} at t, for t = 0..T. */
  private static double[] later(double[] weights, double[] lambda) {
    check(weights, lambda);
    int steps = lambda.length;
    double[] later = new double[steps + 1];
    later[steps] = weights[steps];
    for (int t = steps - 1; t >= 0; t--) {
      later[t] = weights[t] + (1 - lambda[t]) * later[t + 1];
    }
    return later;
  }

  private static void check(double[] weights, double[] lambda) {
    Requirements.rates(lambda);
    int expected = lambda.length + 1;
    Requirements.check(
        weights.length == expected, "weights", "one more than rates: " + expected, weights.length);
    double sum = 0;
    for (double weight : weights) {
      Requirements.check(weight >= 0, "a weight", ">= 0", weight);
      sum += weight;
    }
    Requirements.check(Math.abs(sum - 1) <= SUM_TOLERANCE, "the sum of weights", "1", sum);
  }

  /**
   * Returns the schedule of {@link AverageWeights#twoPoint} at a constant rate: lambda up to step T
   * - K, then {@code lambda a^j / (1 + a^j)}, {@code a = 1 - lambda}, j the steps left after this
   * one: a drop, and a rise to {@code lambda / 2}.
   */
  public static double[] twoPoint(int gap, double lambda, int steps) {
    Requirements.check(gap >= 1, "gap", ">= 1", gap);
    double[] schedule = constant(lambda, steps);
    double power = 1;
    for (int t = steps - 1; t >= steps - gap && gap <= steps; t--) {
      schedule[t] = lambda * power / (1 + power);
      power *= 1 - lambda;
    }
    return schedule;
  }

  /**
   * Returns the schedule of {@link AverageWeights#swa} over N points at a constant rate: lambda up
   * to step T - N, then {@code lambda A_j / (N - 1 - j + A_j)}, {@code A_j = 1 + a + ... + a^j}; at
   * last {@code lambda / N}.
   */
  public static double[] swa(int points, double lambda, int steps) {
    Requirements.check(points >= 1 && points <= steps + 1, "points", "in 1 to steps + 1", points);
    double[] schedule = constant(lambda, steps);
    double sum = 1;
    for (int j = 0; j < Math.min(points, steps); j++) {
      schedule[steps - 1 - j] = lambda * sum / (points - 1 - j + sum);
      sum = 1 + (1 - lambda) * sum;
    }
    return schedule;
  }

  /**
   * Returns the schedule of {@link AverageWeights#ema} at a constant rate: {@code lambda mu / (mu +
   * b / r_j)}, {@code b = 1 - mu}, {@code r_j = sum_{i=0..j} (a / b)^i}; at last {@code mu lambda}.
   */
  public static double[] ema(double mu, double lambda, int steps) {
    Requirements.check(mu > 0 && mu <= 1, "mu", "in (0, 1]", mu);
    double[] schedule = constant(lambda, steps);
    if (mu == 1) {
      return schedule;
    }
    double ratio = 1;
    for (int t = steps - 1; t >= 0; t--) {
      schedule[t] = lambda * mu / (mu + (1 - mu) / ratio);
      ratio = 1 + (1 - lambda) / (1 - mu) * ratio;
    }
    return schedule;
  }

  private static double[] constant(double lambda, int steps) {
    Requirements.rates(lambda);
    Requirements.check(steps >= 0, "steps", ">= 0", steps);
    double[] schedule = new double[steps];
    Arrays.fill(schedule, lambda);
    return schedule;
  }
}
