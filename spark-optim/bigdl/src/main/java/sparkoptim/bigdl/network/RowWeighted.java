// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

/**
 * A criterion that is the mean over a batch's rows and takes weights of rows: {@code 1/n sum_i w_i
 * l_i} over n rows, whatever the weights' sum.
 */
public interface RowWeighted {
  /**
   * Sets the weights of the next batches' rows.
   *
   * @param weights at least one per row, kept and read whenever the loss is computed; null for 1
   */
  void rowWeights(double[] weights);
}
