// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.Sequential;
import com.intel.analytics.bigdl.dllib.nn.SpatialAveragePooling;
import com.intel.analytics.bigdl.dllib.nn.SpatialMaxPooling;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.DataFormat.NCHW$;
import sparkoptim.core.PlainText;

/**
 * The largest number or the mean of every window. A rest at the right and lower edge that no window
 * fits into is left out.
 *
 * @param average whether it is the mean
 * @param size height and width of the window; 0 for the whole image
 * @param stride of the window, both ways
 */
record Pool(boolean average, int size, int stride) implements Layer {

  Pool {
    Layer.least("size", size, 0);
    Layer.least("stride", stride, size == 0 ? 0 : 1);
  }

  @Override
  public Shape output(Shape input) {
    Layer.image(input);
    if (size == 0) {
      return Shape.of(input.channels(), 1, 1);
    }
    return Shape.of(
        input.channels(),
        Layer.places(input.height(), size, stride, 0, input),
        Layer.places(input.width(), size, stride, 0, input));
  }

  @Override
  public void addTo(Sequential<Float> network, Shape input, Weights weights, Following following) {
    int height = size == 0 ? input.height() : size;
    int width = size == 0 ? input.width() : size;
    int down = size == 0 ? height : stride;
    int right = size == 0 ? width : stride;
    network.add(
        Floats.module(
            average
                ? average(width, height, right, down)
                : new SpatialMaxPooling<>(
                    width, height, right, down, 0, 0, NCHW$.MODULE$, Floats.TAG, Floats.NUMERIC)));
  }

  /** Returns a layer of the means of windows; with windows of 1 it takes every n-th pixel. */
  static AbstractModule<?, ?, Float> average(int width, int height, int right, int down) {
    return new SpatialAveragePooling<>(
        width,
        height,
        right,
        down,
        0,
        0,
        false,
        false,
        true,
        true,
        NCHW$.MODULE$,
        Floats.TAG,
        Floats.NUMERIC);
  }

  @Override
  public String toString() {
    String name = average ? "avgpool" : "pool";
    if (size == 0) {
      return name;
    }
    return stride == size
        ? PlainText.of("%s(%d)", name, size)
        : PlainText.of("%s(%d, stride=%d)", name, size, stride);
  }
}
