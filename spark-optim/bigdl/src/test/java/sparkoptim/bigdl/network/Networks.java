// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import java.util.SplittableRandom;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

/** What tests do with networks. */
final class Networks {
  private Networks() {}

  static AbstractModule<Activity, Activity, Float> build(String text, Shape input, long seed) {
    return Floats.module(BigdlLayers.of(NetworkText.parse(text, 10), input, seed));
  }

  /** Numbers in (-1, 1). */
  static float[] numbers(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextDouble(-1, 1);
    }
    return numbers;
  }

  static Tensor<Float> batch(Shape shape, int rows, long seed) {
    return Floats.tensor(numbers(rows * shape.size(), seed), shape.batch(rows));
  }

  static Tensor<Float> forward(AbstractModule<Activity, Activity, Float> module, Tensor<Float> in) {
    return module.forward(in).<Float>toTensor(Floats.NUMERIC);
  }

  static float[] values(Tensor<Float> tensor) {
    Tensor<Float> own = tensor.contiguous();
    float[] values = new float[own.nElement()];
    System.arraycopy(own.storage().array(), own.storageOffset() - 1, values, 0, values.length);
    return values;
  }

  /** The parameters in one array that is the module's own. */
  static float[] parameters(AbstractModule<?, ?, Float> module) {
    return (float[]) module.getParameters()._1().storage().array();
  }
}
