// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.ReLU;
import com.intel.analytics.bigdl.dllib.nn.Sequential;
import com.intel.analytics.bigdl.dllib.nn.Sigmoid;
import com.intel.analytics.bigdl.dllib.nn.Tanh;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import java.util.Locale;

/** A function of every number. */
enum ActivationLayer implements Layer {
  RELU,
  TANH,
  SIGMOID;

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public void addTo(Sequential<Float> network, Shape input, Weights weights, Following following) {
    AbstractModule<?, ?, Float> layer =
        switch (this) {
          case RELU -> new ReLU<>(false, Floats.TAG, Floats.NUMERIC);
          case TANH -> new Tanh<>(Floats.TAG, Floats.NUMERIC);
          case SIGMOID -> new Sigmoid<>(Floats.TAG, Floats.NUMERIC);
        };
    network.add(Floats.module(layer));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
