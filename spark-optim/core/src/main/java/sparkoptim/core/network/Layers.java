// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import sparkoptim.core.PlainText;
import sparkoptim.core.data.CounterRandom;

/**
 * Dense layers one after the other: {@code a_l = f_l(W_l a_(l-1) + b_l)}, a_0 the features, and
 * {@code W_L a_(L-1) + b_L} into the loss. In the parameter vector each layer has its weights, row
 * by row with a row per output, and then its biases.
 *
 * @param sizes features, outputs of each hidden layer, outputs of the last
 * @param activations one per hidden layer
 * @param loss at the last layer's sums
 */
public record Layers(List<Integer> sizes, List<Activation> activations, OutputLoss loss)
    implements Serializable {
  private static final int RANDOM_BITS = 30;

  public Layers {
    sizes = List.copyOf(sizes);
    activations = List.copyOf(activations);
    if (sizes.size() < 2) {
      throw new IllegalArgumentException(
          "layers: sizes must be at least inputs and outputs, was " + sizes);
    }
    for (int size : sizes) {
      if (size < 1) {
        throw new IllegalArgumentException("layers: every size must be >= 1, was " + sizes);
      }
    }
    if (activations.size() != sizes.size() - 2) {
      throw new IllegalArgumentException(
          PlainText.of(
              "layers: activations must be one per hidden layer, was %d for %d",
              activations.size(), sizes.size() - 2));
    }
    int outputs = sizes.get(sizes.size() - 1);
    if (loss == OutputLoss.SOFTMAX ? outputs < 2 : outputs != 1) {
      throw new IllegalArgumentException(
          PlainText.of(
              "layers: outputs must be %s, was %d",
              loss == OutputLoss.SOFTMAX ? ">= 2 for softmax" : "1 for squared", outputs));
    }
    long parameters = 0;
    for (int l = 0; l + 1 < sizes.size(); l++) {
      parameters += (sizes.get(l) + 1L) * sizes.get(l + 1);
      if (parameters >= Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException(
            "layers: sizes must give fewer parameters than an array holds, was " + sizes);
      }
    }
  }

  /** Returns the same activation in every hidden layer. */
  public static Layers of(Activation hidden, OutputLoss loss, Integer... sizes) {
    return new Layers(
        List.of(sizes), Collections.nCopies(Math.max(0, sizes.length - 2), hidden), loss);
  }

  /** Returns the number of layers L with parameters. */
  public int count() {
    return sizes.size() - 1;
  }

  /** Inputs of layer {@code layer}, from 0. */
  public int inputs(int layer) {
    return sizes.get(layer);
  }

  /** Outputs of a layer. */
  public int outputs(int layer) {
    return sizes.get(layer + 1);
  }

  /** Outputs of the last layer. */
  public int outputs() {
    return sizes.get(count());
  }

  /**
   * Returns the place of a layer's first weight; the place of layer L is the number of parameters.
   */
  public int weightsAt(int layer) {
    return IntStream.range(0, layer).map(l -> (inputs(l) + 1) * outputs(l)).sum();
  }

  /** Returns the place of a layer's first bias. */
  public int biasesAt(int layer) {
    return weightsAt(layer) + inputs(layer) * outputs(layer);
  }

  /** Returns the number of parameters. */
  public int dimension() {
    return weightsAt(count());
  }

  /**
   * Returns the parameters to start from: biases 0, weights uniform in {@code (-r, r)}, {@code r =
   * sqrt(6 / inputs)} before ReLU (He et al. 2015) and {@code sqrt(6 / (inputs + outputs))}
   * elsewhere (Glorot and Bengio 2010). A pure function of the seed.
   */
  public double[] initial(long seed) {
    double[] point = new double[dimension()];
    for (int layer = 0; layer < count(); layer++) {
      boolean relu = layer < activations.size() && activations.get(layer) == Activation.RELU;
      double reach = Math.sqrt(6.0 / (inputs(layer) + (relu ? 0 : outputs(layer))));
      long key = CounterRandom.key(seed, layer);
      int from = weightsAt(layer);
      for (int i = from; i < biasesAt(layer); i++) {
        int draw = CounterRandom.below(key, i - from, 1 << RANDOM_BITS);
        point[i] = reach * ((2 * draw + 1.0) / (1 << RANDOM_BITS) - 1);
      }
    }
    return point;
  }
}
