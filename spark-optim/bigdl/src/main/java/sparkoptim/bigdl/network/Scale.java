// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.MulConstant;
import com.intel.analytics.bigdl.dllib.nn.Sequential;

/**
 * Multiplies every number, as 0.00392157 brings bytes into 0 to 1.
 *
 * @param factor not 0
 */
record Scale(double factor) implements Layer {

  Scale {
    if (factor == 0 || !(Math.abs(factor) <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException("factor must be finite and not 0, was " + factor);
    }
  }

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public void addTo(Sequential<Float> network, Shape input, Weights weights, Following following) {
    network.add(Floats.module(new MulConstant<Float>(factor, false, Floats.TAG, Floats.NUMERIC)));
  }

  @Override
  public String toString() {
    return "scale(" + factor + ")";
  }
}
