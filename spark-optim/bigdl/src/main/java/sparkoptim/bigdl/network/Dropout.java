// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.Sequential;

/**
 * Dropout (Srivastava et al. 2014): in training every number is 0 with a probability, and the
 * others are scaled up; a trained network leaves them alone.
 *
 * @param probability in [0, 1)
 */
record Dropout(double probability) implements Layer {

  Dropout {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException("probability must be >= 0 and < 1, was " + probability);
    }
  }

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public void addTo(Sequential<Float> network, Shape input, Weights weights, Following following) {
    network.add(
        Floats.module(
            new com.intel.analytics.bigdl.dllib.nn.Dropout<>(
                probability, false, true, Floats.TAG, Floats.NUMERIC)));
  }

  @Override
  public String toString() {
    return "dropout(" + probability + ")";
  }
}
