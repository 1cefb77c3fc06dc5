// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import sparkoptim.core.linear.Softmax;

/** The loss of a row at the network's outputs, in double. */
public enum TorchLoss {
  /** Cross entropy of the softmax over K outputs; labels are 0 to K - 1. */
  SOFTMAX,
  /** {@code (z - y)^2} of the one output z. */
  SQUARED;

  /**
   * Returns a row's loss.
   *
   * @param outputs of the row; may be overwritten
   * @param slopes receives the derivative along each output
   */
  double slopes(double label, double[] outputs, double[] slopes) {
    if (this == SOFTMAX) {
      return Softmax.slopes((int) label, outputs, slopes, 0);
    }
    double error = outputs[0] - label;
    slopes[0] = 2 * error;
    return error * error;
  }
}
