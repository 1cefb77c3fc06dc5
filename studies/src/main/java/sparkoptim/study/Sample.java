// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * One number measured with several seeds, in their order. A run that diverged has no finite value:
 * it is counted, and no mean or spread takes it in.
 */
public final class Sample {
  private final double[] values;

  Sample(double... values) {
    if (values.length < 2) {
      throw new IllegalArgumentException("a sample has 2 values or more, was " + values.length);
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

  /** Returns the values of all seeds. */
  double[] all() {
    return values.clone();
  }

  /** Returns the number of seeds whose run diverged. */
  public int diverged() {
    return values.length - finite().length;
  }

  private double[] finite() {
    return Arrays.stream(values).filter(Double::isFinite).toArray();
  }

  /** Returns the mean over the seeds whose run did not diverge; NaN without any. */
  public double mean() {
    return Arrays.stream(finite()).average().orElse(Double.NaN);
  }

  /** Returns the standard deviation over those seeds; NaN of fewer than two. */
  public double spread() {
    double[] finite = finite();
    double mean = mean();
    double sum = 0;
    for (double value : finite) {
      sum += (value - mean) * (value - mean);
    }
    return finite.length < 2 ? Double.NaN : Math.sqrt(sum / (finite.length - 1));
  }

  /** Returns half the width of the 95 % interval of the mean. */
  double margin() {
    int count = finite().length;
    return count < 2
        ? Double.NaN
        : StudentT.quantile(0.05, count - 1) * spread() / Math.sqrt(count);
  }

  /**
   * Returns the one-sided probability of a mean this high where it is 0 or less; 1 if any diverged.
   */
  double pAtMostZero() {
    if (diverged() > 0) {
      return 1;
    }
    double error = spread() / Math.sqrt(values.length);
    if (error == 0) {
      return mean() > 0 ? 0 : 1;
    }
    return StudentT.above(mean() / error, values.length - 1);
  }

  /** Returns the values with the other sign. */
  Sample negated() {
    return times(-1);
  }

  /** Returns the values times a factor. */
  Sample times(double factor) {
    return over(values.length, seed -> factor * values[seed]);
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
    all.put("diverged", diverged());
    all.put("values", Arrays.stream(values).boxed().toList());
    return all;
  }

  /** Returns the mean and standard deviation, and how many seeds diverged. */
  @Override
  public String toString() {
    String text = Figures.rounded(mean()) + Figures.text(" (sd %.1g)", spread());
    return diverged() == 0
        ? text
        : text + Figures.text(", %d of %d diverged", diverged(), values.length);
  }
}
