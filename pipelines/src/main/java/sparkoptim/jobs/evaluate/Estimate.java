// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.util.Arrays;

/**
 * A figure and its interval.
 *
 * @param interval two ends; null without one
 */
record Estimate(double value, double[] interval) {

  /**
   * Takes the figure of the data, and after it those of the bootstrap samples. The interval is
   * between their quantiles; there is none where half of the samples have no such figure.
   */
  static Estimate of(double[] values, double confidence) {
    double[] finite =
        Arrays.stream(values, 1, values.length).filter(Double::isFinite).sorted().toArray();
    if (finite.length == 0 || finite.length < (values.length - 1) / 2) {
      return new Estimate(values[0], null);
    }
    double tail = (1 - confidence) / 2;
    return new Estimate(
        values[0], new double[] {quantile(finite, tail), quantile(finite, 1 - tail)});
  }

  /** Returns this with the interval of another, moved by what the other value is off. */
  Estimate withIntervalOf(Estimate other) {
    double[] ends = other.interval;
    double off = value - other.value;
    return ends == null || !Double.isFinite(off)
        ? withoutInterval()
        : new Estimate(value, new double[] {ends[0] + off, ends[1] + off});
  }

  Estimate withoutInterval() {
    return new Estimate(value, null);
  }

  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
