// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.io.Serializable;
import sparkoptim.core.data.ColumnMoments;

/**
 * What is known of a linear problem's rows without a pass over them.
 *
 * @param mean weighted mean of each feature, in the working scale
 * @param second weighted mean of each feature's squares, in the working scale
 * @param nullLoss loss of the model that has nothing but intercepts
 * @param leastLoss the least loss that any margins have
 */
public record LinearMoments(double[] mean, double[] second, double nullLoss, double leastLoss)
    implements Serializable {
  /**
   * Returns the moments of rows that are trained in the scale in which they were measured.
   *
   * @param losses sums over the same rows
   */
  public static LinearMoments of(ColumnMoments columns, NullLoss losses) {
    double[] mean = new double[columns.width()];
    double[] second = new double[mean.length];
    for (int j = 0; j < mean.length; j++) {
      mean[j] = columns.mean(j);
      second[j] = columns.variance(j) + mean[j] * mean[j];
    }
    double weight = columns.weight();
    return new LinearMoments(mean, second, losses.ofIntercepts() / weight, losses.least() / weight);
  }
}
