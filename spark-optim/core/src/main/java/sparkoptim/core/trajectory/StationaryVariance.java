// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.trajectory;

/**
 * Computes how far iterates and averages scatter around the minimum in the long run, per coordinate
 * and in units of the centres' variance, under the model of {@link EquivalentSchedule} with a
 * constant rate lambda. Derived here; {@code a = 1 - lambda}. Rates are in (0, 1].
 */
public final class StationaryVariance {
  private StationaryVariance() {}

  /** Returns the variance of the iterates: {@code v = lambda / (2 - lambda)}. */
  public static double sgd(double lambda) {
    Requirements.check(lambda > 0 && lambda <= 1, "lambda", "in (0, 1]", lambda);
    return lambda / (2 - lambda);
  }

  /**
   * Returns the variance of the midpoint of two iterates: {@code v (1 + a^K) / 2}. Half of v needs
   * {@code K >> 1 / lambda}.
   *
   * @param gap K, steps between the two, at least 0
   */
  public static double twoPoint(double lambda, int gap) {
    Requirements.check(gap >= 0, "gap", ">= 0", gap);
    return sgd(lambda) * (1 + StrictMath.pow(1 - lambda, gap)) / 2;
  }

  /**
   * Returns the variance of an exponential moving average: {@code v mu / (2 - mu) (1 + (1 - mu) a)
   * / (1 - (1 - mu) a)}.
   *
   * @param mu weight of the newest iterate, in (0, 1]
   */
  public static double ema(double lambda, double mu) {
    Requirements.check(mu > 0 && mu <= 1, "mu", "in (0, 1]", mu);
    double both = (1 - mu) * (1 - lambda);
    return sgd(lambda) * mu / (2 - mu) * (1 + both) / (1 - both);
  }

  /**
   * Returns the variance of the plain mean of N consecutive iterates: {@code v (1/N + 2/N^2
   * sum_{0<k<N} (N - k) a^k)}.
   *
   * @param points N, at least 1
   */
  public static double swa(double lambda, int points) {
    Requirements.check(points >= 1, "points", ">= 1", points);
    double sum = 0;
    double power = 1;
    for (int k = 1; k < points; k++) {
      power *= 1 - lambda;
      sum += (points - k) * power;
    }
    return sgd(lambda) * (1 + 2 * sum / points) / points;
  }

  /**
   * Returns the constant rate at which plain iterates scatter as much: {@code 2 u / (1 + u)}.
   *
   * @param variance u, in units of the centres', in [0, 1]
   */
  public static double effectiveRate(double variance) {
    Requirements.check(variance >= 0 && variance <= 1, "variance", "in [0, 1]", variance);
    return 2 * variance / (1 + variance);
  }
}
