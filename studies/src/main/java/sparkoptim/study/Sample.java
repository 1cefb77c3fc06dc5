// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** One number measured with several seeds, in their order. */
public final class Sample {
  /** Student's t: 97.5 % quantiles for 1 to 9 degrees of freedom. */
  private static final double[] T_QUANTILES = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262
  };

  private final double[] values;

  Sample(double... values) {
    if (values.length < 2 || values.length > T_QUANTILES.length + 1) {
      throw new IllegalArgumentException("a sample has 2 to 10 values, was " + values.length);
    }
    this.values = values.clone();
  }

  /** Returns the number that each seed gives. */
  public static Sample over(int seeds, IntToDoubleFunction measure) {
    double[] values = new double[seeds];
    for (int seed = 0; seed < seeds; seed++) {
      values[seed] = measure.applyAsDouble(seed);
    }
    return new Sample(values);
  }

  /** Returns the number of seeds. */
  public int size() {
    return values.length;
  }

  /** Its value with a seed. */
  public double value(int seed) {
    return values[seed];
  }

  /** Returns the mean over the seeds. */
  public double mean() {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Returns the standard deviation over the seeds. */
  public double spread() {
    double mean = mean();
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / (values.length - 1));
  }

  /** Returns half the width of the 95 % interval of the mean. */
  double margin() {
    return T_QUANTILES[values.length - 2] * spread() / Math.sqrt(values.length);
  }

  /** Returns the seed by seed. */
  public Sample minus(Sample other) {
    return over(values.length, seed -> values[seed] - other.values[seed]);
  }

  /** Returns the seed by seed. */
  Sample over(Sample other) {
    return over(values.length, seed -> values[seed] / other.values[seed]);
  }

  /** Returns the values for JSON. */
  Map<String, Object> values() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("mean", mean());
    all.put("spread", spread());
    all.put("values", Arrays.stream(values).boxed().toList());
    return all;
  }

  /** Returns the mean and standard deviation. */
  @Override
  public String toString() {
    return Figures.rounded(mean()) + Figures.text(" (sd %.1g)", spread());
  }
}
