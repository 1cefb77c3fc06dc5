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

/** A perceptron with ReLU. */
record PerceptronModel(String name, Layers layers) implements Model {

  /**
   * Returns MLP-n of Yin et al.: n layers with weights, widths falling geometrically to the
   * classes.
   */
  static PerceptronModel ofLayers(int count) {
    Integer[] sizes = new Integer[count + 1];
    double ratio = (double) Digits.CLASSES / Digits.PIXELS;
    Arrays.setAll(
        sizes,
        layer -> (int) Math.round(Digits.PIXELS * StrictMath.pow(ratio, (double) layer / count)));
    return of("MLP-" + count, sizes);
  }

  /** Returns a model with one hidden layer, wide enough to interpolate. */
  static PerceptronModel wide(int width) {
    return of("wide MLP", Digits.PIXELS, width, Digits.CLASSES);
  }

  private static PerceptronModel of(String name, Integer... sizes) {
    return new PerceptronModel(name, Layers.of(Activation.RELU, OutputLoss.SOFTMAX, sizes));
  }

  /** Java's arithmetic in double, so that every machine gives the same figures. */
  @Override
  public ShardedProblem problem(int rows, long seed) {
    return perceptron(rows, seed);
  }

  private Perceptron perceptron(int rows, long seed) {
    return new Perceptron(layers, Precision.DOUBLE, Backend.JAVA, rows, rows, 1, 0, seed);
  }

  @Override
  public double[] start(long seed) {
    return layers.initial(seed);
  }

  @Override
  public double accuracy(double[] point, LabelledImages rows) {
    double[] probabilities = perceptron(rows.size(), 0).predict(point, rows.block());
    int right = 0;
    for (int row = 0; row < rows.size(); row++) {
      int from = row * Digits.CLASSES;
      double[] own = Arrays.copyOfRange(probabilities, from, from + Digits.CLASSES);
      right += SoftmaxModel.largest(own) == rows.labels()[row] ? 1 : 0;
    }
    return (double) right / rows.size();
  }
}
