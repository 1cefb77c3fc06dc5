// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Arrays;
import sparkoptim.core.PlainText;

/**
 * The parameters of a perceptron in MLlib's order: of each layer columns of weights, then biases.
 */
final class PerceptronWeights {
  private PerceptronWeights() {}

  /**
   * Returns MLlib's order.
   *
   * @param point of each layer rows of weights, then biases
   */
  static double[] weights(int[] layers, double[] point) {
    return ordered(layers, point, true);
  }

  /**
   * Returns our order.
   *
   * @param weights in MLlib's
   * @throws IllegalArgumentException if their number is not that of the layers
   */
  static double[] point(int[] layers, double[] weights) {
    return ordered(layers, weights, false);
  }

  private static double[] ordered(int[] layers, double[] from, boolean toColumns) {
    long size = 0;
    for (int l = 1; l < layers.length; l++) {
      size += (layers[l - 1] + 1L) * layers[l];
    }
    if (size != from.length) {
      throw new IllegalArgumentException(
          PlainText.of(
              "weights must be %d numbers for layers %s, were %d",
              size, Arrays.toString(layers), from.length));
    }
    double[] to = new double[from.length];
    int at = 0;
    for (int l = 1; l < layers.length; l++) {
      int inputs = layers[l - 1];
      int outputs = layers[l];
      for (int i = 0; i < outputs; i++) {
        for (int j = 0; j < inputs; j++) {
          int row = at + i * inputs + j;
          int column = at + j * outputs + i;
          to[toColumns ? column : row] = from[toColumns ? row : column];
        }
      }
      at += inputs * outputs;
      System.arraycopy(from, at, to, at, outputs);
      at += outputs;
    }
    return to;
  }
}
