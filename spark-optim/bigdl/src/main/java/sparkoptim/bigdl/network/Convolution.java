// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.Sequential;
import com.intel.analytics.bigdl.dllib.nn.SpatialConvolution;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.DataFormat.NCHW$;
import sparkoptim.core.PlainText;

/**
 * Convolution of images. Without a bias where a batch normalization follows, whose shift does the
 * same.
 *
 * @param outputs channels that come out
 * @param kernel height and width of the window
 * @param stride of the window, both ways
 * @param pad zeros around the image on every side
 */
record Convolution(int outputs, int kernel, int stride, int pad) implements Layer {

  Convolution {
    Layer.least("outputs", outputs, 1);
    Layer.least("kernel", kernel, 1);
    Layer.least("stride", stride, 1);
    Layer.least("pad", pad, 0);
  }

  @Override
  public Shape output(Shape input) {
    Layer.image(input);
    return Shape.of(
        outputs,
        Layer.places(input.height(), kernel, stride, pad, input),
        Layer.places(input.width(), kernel, stride, pad, input));
  }

  @Override
  public void addTo(Sequential<Float> network, Shape input, Weights weights, Following following) {
    // The first layer of all has nobody to hand a gradient to.
    boolean first = network.modules().isEmpty();
    network.add(Floats.module(of(input, weights, following, !first)));
  }

  /** Returns BigDL's layer with initial weights. */
  SpatialConvolution<Float> of(
      Shape input, Weights weights, Following following, boolean propagateBack) {
    SpatialConvolution<Float> layer =
        new SpatialConvolution<>(
            input.channels(),
            outputs,
            kernel,
            kernel,
            stride,
            stride,
            pad,
            pad,
            1,
            propagateBack,
            null,
            null,
            null,
            null,
            null,
            null,
            !following.norm(),
            NCHW$.MODULE$,
            Floats.TAG,
            Floats.NUMERIC);
    int window = kernel * kernel;
    weights.draw(layer, input.channels() * window, outputs * window, following.relu());
    return layer;
  }

  @Override
  public String toString() {
    return PlainText.of(
        "conv(%d, %d%s%s)",
        outputs, kernel, stride == 1 ? "" : ", stride=" + stride, pad == 0 ? "" : ", pad=" + pad);
  }
}
