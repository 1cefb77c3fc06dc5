// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.Linear;
import com.intel.analytics.bigdl.dllib.nn.Reshape;
import com.intel.analytics.bigdl.dllib.nn.Sequential;
import scala.Some;

/**
 * A layer in which every output sees every input; images are flattened before it.
 *
 * @param outputs numbers that come out
 */
record Dense(int outputs) implements Layer {

  Dense {
    Layer.least("outputs", outputs, 1);
  }

  @Override
  public Shape output(Shape input) {
    return Shape.of(outputs);
  }

  @Override
  public void addTo(Sequential<Float> network, Shape input, Weights weights, Following following) {
    if (input.sizes().size() > 1) {
      // A batch of one row must stay a batch, so BigDL is told that there is one.
      Some<Object> batch = new Some<>(true);
      network.add(
          Floats.module(
              new Reshape<Float>(new int[] {input.size()}, batch, Floats.TAG, Floats.NUMERIC)));
    }
    Linear<Float> layer =
        new Linear<>(
            input.size(),
            outputs,
            !following.norm(),
            null,
            null,
            null,
            null,
            null,
            null,
            Floats.TAG,
            Floats.NUMERIC);
    weights.draw(layer, input.size(), outputs, following.relu());
    network.add(Floats.module(layer));
  }

  @Override
  public String toString() {
    return "dense(" + outputs + ")";
  }
}
