// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.Arrays;
import sparkoptim.core.network.Activation;
import sparkoptim.core.network.Backend;
import sparkoptim.core.network.Layers;
import sparkoptim.core.network.OutputLoss;
import sparkoptim.core.network.Perceptron;
import sparkoptim.core.network.Precision;
import sparkoptim.core.sharded.ShardedProblem;

/**
 * MLP-n of Yin et al.: a perceptron with ReLU of n layers with weights, whose widths fall
 * geometrically from the pixels to the classes.
 *
 * @param count n
 */
record PerceptronModel(int count) implements Model {
  /** Returns MLP-n. */
  static PerceptronModel ofLayers(int count) {
    return new PerceptronModel(count);
  }

  @Override
  public String name() {
    return "MLP-" + count;
  }

  Layers layers(int pixels) {
    Integer[] sizes = new Integer[count + 1];
    double ratio = (double) Digits.CLASSES / pixels;
    Arrays.setAll(
        sizes, layer -> (int) Math.round(pixels * StrictMath.pow(ratio, (double) layer / count)));
    return Layers.of(Activation.RELU, OutputLoss.SOFTMAX, sizes);
  }

  /** Java's arithmetic in double, so that every machine gives the same figures. */
  @Override
  public ShardedProblem problem(int pixels, int rows, long seed) {
    return perceptron(pixels, rows, seed);
  }

  private Perceptron perceptron(int pixels, int rows, long seed) {
    return new Perceptron(layers(pixels), Precision.DOUBLE, Backend.JAVA, rows, rows, 1, 0, seed);
  }

  @Override
  public double[] start(int pixels, long seed) {
    return layers(pixels).initial(seed);
  }

  @Override
  public double accuracy(double[] point, LabelledImages rows) {
    double[] probabilities = perceptron(rows.pixels(), rows.size(), 0).predict(point, rows.block());
    int right = 0;
    for (int row = 0; row < rows.size(); row++) {
      int from = row * Digits.CLASSES;
      double[] own = Arrays.copyOfRange(probabilities, from, from + Digits.CLASSES);
      right += SoftmaxModel.largest(own) == rows.labels()[row] ? 1 : 0;
    }
    return (double) right / rows.size();
  }
}
