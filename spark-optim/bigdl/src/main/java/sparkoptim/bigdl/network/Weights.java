// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import java.util.Arrays;
import sparkoptim.core.data.CounterRandom;

/**
 * Initial weights: biases 0, weights uniform in {@code (-r, r)}, {@code r = sqrt(6 / inputs)}
 * before ReLU (He et al. 2015) and {@code sqrt(6 / (inputs + outputs))} elsewhere (Glorot and
 * Bengio 2010), inputs and outputs those that one weight's layer connects. BigDL draws from a
 * generator of the thread; these are a pure function of the seed and of the layer's number.
 */
final class Weights {
  private static final int RANDOM_BITS = 30;

  private final long seed;
  private int layers;

  Weights(long seed) {
    this.seed = seed;
  }

  /** Draws the weights of a convolution or a dense layer. */
  void draw(AbstractModule<?, ?, Float> layer, int inputs, int outputs, boolean relu) {
    double reach = Math.sqrt(6.0 / (inputs + (relu ? 0 : outputs)));
    long key = CounterRandom.key(seed, layers++);
    Tensor<Float>[] parameters = layer.parameters()._1();
    float[] values = (float[]) parameters[0].storage().array();
    int from = parameters[0].storageOffset() - 1;
    for (int i = 0; i < parameters[0].nElement(); i++) {
      int draw = CounterRandom.below(key, i, 1 << RANDOM_BITS);
      values[from + i] = (float) (reach * ((2 * draw + 1.0) / (1 << RANDOM_BITS) - 1));
    }
    if (parameters.length > 1) {
      fill(parameters[1], 0);
    }
  }

  /** Sets a batch normalization to scale 1 and shift 0. */
  static void neutral(AbstractModule<?, ?, Float> layer) {
    Tensor<Float>[] parameters = layer.parameters()._1();
    fill(parameters[0], 1);
    fill(parameters[1], 0);
  }

  private static void fill(Tensor<Float> tensor, float value) {
    int from = tensor.storageOffset() - 1;
    Arrays.fill((float[]) tensor.storage().array(), from, from + tensor.nElement(), value);
  }
}
