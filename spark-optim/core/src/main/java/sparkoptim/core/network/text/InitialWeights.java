// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network.text;

import sparkoptim.core.data.CounterRandom;

/**
 * Initial weights, a pure function of the seed and of the layer's number, whoever computes the
 * network: uniform in {@code (-r, r)}, {@code r = sqrt(6 / inputs)} before ReLU (He et al. 2015)
 * and {@code sqrt(6 / (inputs + outputs))} elsewhere (Glorot and Bengio 2010), inputs and outputs
 * those that one weight's layer connects. Biases are 0.
 */
public final class InitialWeights {
  private static final int RANDOM_BITS = 30;

  private final long seed;
  private int layers;

  /** Stands before the first layer. */
  public InitialWeights(long seed) {
    this.seed = seed;
  }

  /**
   * Returns the next layer's weights.
   *
   * @param count their number
   * @param inputs that an output sees
   * @param outputs that see an input
   * @param relu whether ReLU follows
   */
  public float[] draw(int count, int inputs, int outputs, boolean relu) {
    return uniform(count, Math.sqrt(6.0 / (inputs + (relu ? 0.0 : outputs))));
  }

  /** Returns the next layer's weights, uniform in {@code (-reach, reach)}. */
  public float[] uniform(int count, double reach) {
    long key = CounterRandom.key(seed, layers++);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      int draw = CounterRandom.below(key, i, 1 << RANDOM_BITS);
      values[i] = (float) (reach * ((2 * draw + 1.0) / (1 << RANDOM_BITS) - 1));
    }
    return values;
  }
}
