// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.function.IntToDoubleFunction;

/**
 * The weighted mean of a number over rows, with the standard error of a ratio of sums over
 * independent units (linearization; Cochran 1977, section 2.11): with w the weights and u the
 * units, {@code var = K / (K - 1) * sum_u (sum of w (x - mean))^2 / (sum of w)^2}. With a unit for
 * each row and no weights that is the variance of the sample mean.
 */
final class PairedMean {
  private PairedMean() {}

  static IntervalEstimate of(RowSet set, double[] weights, IntToDoubleFunction value) {
    double sum = 0;
    double weight = 0;
    for (int row : set.rows()) {
      sum += weights[row] * value.applyAsDouble(row);
      weight += weights[row];
    }
    if (!(weight > 0)) {
      return IntervalEstimate.normal(Double.NaN, Double.NaN);
    }
    double mean = sum / weight;
    double squares = 0;
    for (int u = 0; u < set.units(); u++) {
      double unit = 0;
      for (int i = set.starts()[u]; i < set.starts()[u + 1]; i++) {
        int row = set.rows()[i];
        unit += weights[row] * (value.applyAsDouble(row) - mean);
      }
      squares += unit * unit;
    }
    double units = set.units();
    double variance = units > 1 ? units / (units - 1) * squares / (weight * weight) : Double.NaN;
    return IntervalEstimate.normal(mean, Math.sqrt(variance));
  }
}
