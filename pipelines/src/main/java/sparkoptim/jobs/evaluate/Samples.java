// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.util.Arrays;

/**
 * A sum over the data and over each bootstrap sample: that of the data is exact, and a sample's
 * differs from it by what its cells count more or less.
 */
final class Samples {
  private final double[] sums;

  Samples(double sum, int replicates) {
    sums = new double[replicates + 1];
    Arrays.fill(sums, sum);
  }

  void add(double[] weights, double value) {
    for (int r = 1; r < sums.length; r++) {
      sums[r] += (weights[r] - weights[0]) * value;
    }
  }

  double of(int sample) {
    return sums[sample];
  }

  /** Returns this over another; without a number where that is 0. */
  double[] over(Samples other) {
    double[] quotients = new double[sums.length];
    for (int r = 0; r < sums.length; r++) {
      quotients[r] = other.sums[r] > 0 ? sums[r] / other.sums[r] : Double.NaN;
    }
    return quotients;
  }
}
