// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.BatchNormalization;
import com.intel.analytics.bigdl.dllib.nn.Sequential;
import com.intel.analytics.bigdl.dllib.nn.SpatialBatchNormalization;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.DataFormat.NCHW$;

/**
 * Batch normalization (Ioffe and Szegedy 2015) with scale and shift: of the channels of images, of
 * the numbers of flat examples.
 */
record BatchNorm() implements Layer {
  private static final double EPSILON = 1e-5;
  private static final double MOMENTUM = 0.1;

  @Override
  public Shape output(Shape input) {
    if (!input.isImage() && input.sizes().size() != 1) {
      throw new IllegalArgumentException(
          "its input must be an image [channels, height, width] or flat [n], was " + input);
    }
    return input;
  }

  @Override
  public void addTo(Sequential<Float> network, Shape input, Weights weights, Following following) {
    network.add(Floats.module(of(input)));
  }

  static AbstractModule<?, ?, Float> of(Shape input) {
    BatchNormalization<Float> layer =
        input.isImage()
            ? new SpatialBatchNormalization<>(
                input.channels(),
                EPSILON,
                MOMENTUM,
                true,
                null,
                null,
                null,
                null,
                NCHW$.MODULE$,
                Floats.TAG,
                Floats.NUMERIC)
            : new BatchNormalization<>(
                input.size(),
                EPSILON,
                MOMENTUM,
                true,
                null,
                null,
                null,
                null,
                Floats.TAG,
                Floats.NUMERIC);
    Weights.neutral(layer);
    return layer;
  }

  @Override
  public String toString() {
    return "batchnorm";
  }
}
