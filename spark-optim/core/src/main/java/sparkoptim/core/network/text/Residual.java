// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network.text;

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
public record Residual(int outputs, int stride) implements Layer {
  private static final int KERNEL = 3;

  public Residual {
    Layer.least("outputs", outputs, 1);
    Layer.least("stride", stride, 1);
  }

  /** Returns the first convolution. */
  public Convolution first() {
    return new Convolution(outputs, KERNEL, stride, 1);
  }

  /** Returns the second convolution. */
  public Convolution second() {
    return new Convolution(outputs, KERNEL, 1, 1);
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
  public String toString() {
    return PlainText.of("residual(%d%s)", outputs, stride == 1 ? "" : ", stride=" + stride);
  }
}
