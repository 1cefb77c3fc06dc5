// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * An estimate and how far it may be off: by a standard error and the normal distribution, or by the
 * quantiles of bootstrap samples.
 *
 * @param samples of the bootstrap, ascending; null for the normal distribution
 */
record IntervalEstimate(double estimate, double standardError, double[] samples) {
  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  static IntervalEstimate normal(double estimate, double standardError) {
    return new IntervalEstimate(estimate, standardError, null);
  }

  /** Takes the value of each bootstrap sample; those without one are left out. */
  static IntervalEstimate bootstrap(double estimate, double[] samples) {
    double[] finite = Arrays.stream(samples).filter(Double::isFinite).sorted().toArray();
    if (finite.length < 2 || finite.length < samples.length / 2) {
      return new IntervalEstimate(estimate, Double.NaN, null);
    }
    double mean = Arrays.stream(finite).sum() / finite.length;
    double squares = Arrays.stream(finite).map(x -> (x - mean) * (x - mean)).sum();
    return new IntervalEstimate(estimate, Math.sqrt(squares / (finite.length - 1)), finite);
  }

  /** Returns the value that is exceeded with a probability of 1 - confidence. */
  double upper(double confidence) {
    return quantile(confidence);
  }

  double lower(double confidence) {
    return quantile(1 - confidence);
  }

  private double quantile(double probability) {
    if (samples == null) {
      return estimate + z(probability) * standardError;
    }
    double place = probability * (samples.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, samples.length - 1);
    return samples[below] + (place - below) * (samples[above] - samples[below]);
  }

  boolean isKnown() {
    return Double.isFinite(estimate) && Double.isFinite(standardError);
  }

  static double z(double probability) {
    return NORMAL.inverseCumulativeProbability(probability);
  }
}
