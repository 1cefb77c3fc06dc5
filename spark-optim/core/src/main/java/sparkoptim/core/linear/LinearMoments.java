// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.io.Serializable;
import sparkoptim.core.data.ColumnMoments;

/**
 * Moments of a linear problem's features in the scale of the training.
 *
 * @param mean weighted mean of each feature
 * @param second weighted mean of each feature's squares
 */
public record LinearMoments(double[] mean, double[] second) implements Serializable {
  /** Returns the moments of rows that are trained in the scale in which they were measured. */
  public static LinearMoments of(ColumnMoments columns) {
    double[] mean = new double[columns.width()];
    double[] second = new double[mean.length];
    for (int j = 0; j < mean.length; j++) {
      mean[j] = columns.mean(j);
      second[j] = columns.variance(j) + mean[j] * mean[j];
    }
    return new LinearMoments(mean, second);
  }

  /**
   * Returns the weighted mean of the rows' squared norms.
   *
   * @param intercept whether a 1 belongs to each row
   */
  public double rowNorm(boolean intercept) {
    double sum = intercept ? 1 : 0;
    for (double square : second) {
      sum += square;
    }
    return sum;
  }
}
