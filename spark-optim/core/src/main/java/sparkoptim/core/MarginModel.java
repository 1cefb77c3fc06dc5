// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.io.Serializable;

/**
 * What a linear objective {@code F(x) = 1/W sum_i w_i phi(A_i x, y_i) + penalties} shows of its
 * rows, in the scale of the point. With K outputs, coordinate {@code j K + k} belongs to column j
 * and output k; where there is an intercept, it is the last column, of ones.
 *
 * @param columns D, the intercept's included
 * @param outputs K
 * @param intercept whether the last column is the intercept's
 * @param rows n
 * @param entriesPerRow mean number of stored values of a row, the intercept's 1 included
 * @param sparse whether rows store their non-zeros alone
 * @param mean weighted mean of each column but the intercept's
 * @param second weighted mean of the squares of each column but the intercept's
 * @param lossRange what losses are measured by
 * @param seed of the draws of rows
 */
public record MarginModel(
    int columns,
    int outputs,
    boolean intercept,
    long rows,
    double entriesPerRow,
    boolean sparse,
    double[] mean,
    double[] second,
    LossRange lossRange,
    long seed)
    implements Serializable {

  /** Returns the weighted mean of a column; 1 for the intercept's. */
  public double mean(int column) {
    return column < mean.length ? mean[column] : 1;
  }

  /** Returns the weighted mean of a column's squares; 1 for the intercept's. */
  public double second(int column) {
    return column < second.length ? second[column] : 1;
  }
}
