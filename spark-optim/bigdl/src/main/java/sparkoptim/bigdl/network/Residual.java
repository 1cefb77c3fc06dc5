// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.CAddTable;
import com.intel.analytics.bigdl.dllib.nn.ConcatTable;
import com.intel.analytics.bigdl.dllib.nn.Identity;
import com.intel.analytics.bigdl.dllib.nn.Padding;
import com.intel.analytics.bigdl.dllib.nn.Sequential;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import sparkoptim.core.PlainText;

/**
 * The basic block of residual networks (He et al. 2016): two convolutions of 3 x 3 with batch
 * normalizations, {@code relu(norm(conv(relu(norm(conv(x))))) + shortcut(x))}. The shortcut is
 * their option A, which has no parameters: where the shape changes, it takes every {@code
 * stride}-th pixel and adds channels of zeros.
 *
 * @param outputs channels that come out, at least those that come in
 * @param stride of the first convolution and of the shortcut
 */
record Residual(int outputs, int stride) implements Layer {
  private static final int KERNEL = 3;

  Residual {
    Layer.least("outputs", outputs, 1);
    Layer.least("stride", stride, 1);
  }

  private Convolution first() {
    return new Convolution(outputs, KERNEL, stride, 1);
  }

  @Override
  public Shape output(Shape input) {
    Layer.image(input);
    if (outputs < input.channels()) {
      throw new IllegalArgumentException(
          PlainText.of(
              "outputs must be >= the %d channels that come in, was %d",
              input.channels(), outputs));
    }
    return first().output(input);
  }

  @Override
  public void addTo(Sequential<Float> network, Shape input, Weights weights, Following following) {
    Shape output = output(input);
    Sequential<Float> branch = sequential();
    branch.add(Floats.module(first().of(input, weights, Following.NORM_RELU, true)));
    branch.add(Floats.module(BatchNorm.of(output)));
    ActivationLayer.RELU.addTo(branch, output, weights, Following.OTHER);
    branch.add(
        Floats.module(
            new Convolution(outputs, KERNEL, 1, 1).of(output, weights, Following.NORM_RELU, true)));
    branch.add(Floats.module(BatchNorm.of(output)));
    ConcatTable<Float> both = new ConcatTable<>(Floats.TAG, Floats.NUMERIC);
    both.add(Floats.module(branch));
    both.add(Floats.module(shortcut(input, output)));
    network.add(Floats.module(both));
    network.add(
        Floats.module(
            new CAddTable<Float, Float>(
                false, Floats.TAG, Floats.TAG, Floats.NUMERIC, Floats.NUMERIC)));
    ActivationLayer.RELU.addTo(network, output, weights, Following.OTHER);
  }

  private AbstractModule<?, ?, Float> shortcut(Shape input, Shape output) {
    if (input.equals(output)) {
      return new Identity<>(Floats.TAG, Floats.NUMERIC);
    }
    Sequential<Float> shortcut = sequential();
    shortcut.add(Floats.module(Pool.average(1, 1, stride, stride)));
    int more = output.channels() - input.channels();
    if (more > 0) {
      shortcut.add(Floats.module(new Padding<Float>(1, more, 3, 0, 1, Floats.TAG, Floats.NUMERIC)));
    }
    return shortcut;
  }

  private static Sequential<Float> sequential() {
    return new Sequential<>(Floats.TAG, Floats.NUMERIC);
  }

  @Override
  public String toString() {
    return PlainText.of("residual(%d%s)", outputs, stride == 1 ? "" : ", stride=" + stride);
  }
}
