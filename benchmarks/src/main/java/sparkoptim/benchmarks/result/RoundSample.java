// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import java.util.Arrays;

/** Numbers of the rounds of a benchmark. */
public final class RoundSample {
  private final double[] sorted;

  /**
   * Creates a sample.
   *
   * @param values one a round, in any order; at least one
   */
  public RoundSample(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a sample needs at least one value");
    }
    sorted = values.clone();
    Arrays.sort(sorted);
  }

  /** Returns the values times a positive factor. */
  public RoundSample times(double factor) {
    return new RoundSample(Arrays.stream(sorted).map(value -> factor * value).toArray());
  }

  /** The middle value, or the mean of the two in the middle. */
  public double median() {
    return quantile(0.5);
  }

  /** The interquartile range over the median; 0 where all values are equal. */
  public double spread() {
    double range = quantile(0.75) - quantile(0.25);
    return range == 0 ? 0 : range / Math.abs(median());
  }

  /** Linear between neighbours. */
  private double quantile(double part) {
    double place = part * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
