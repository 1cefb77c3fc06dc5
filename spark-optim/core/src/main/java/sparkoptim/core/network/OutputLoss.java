// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import sparkoptim.core.linear.Softmax;

/** The loss of a row at the sums of the last layer. */
public enum OutputLoss {
  /** Cross-entropy of the softmax over K classes; labels are 0 to K - 1. */
  SOFTMAX,
  /** {@code 1/2 (m - y)^2} of the one output m. */
  SQUARED;

  /**
   * Returns the loss of a row.
   *
   * @param outputs of the row; may be overwritten
   * @param slopes receives the loss's derivative along each output
   */
  double slopes(double label, double[] outputs, double[] slopes) {
    if (this == SOFTMAX) {
      return Softmax.slopes((int) label, outputs, slopes, 0);
    }
    double error = outputs[0] - label;
    slopes[0] = error;
    return error * error / 2;
  }
}
