// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network.text;

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
public record Convolution(int outputs, int kernel, int stride, int pad) implements Layer {

  public Convolution {
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
  public String toString() {
    return PlainText.of(
        "conv(%d, %d%s%s)",
        outputs, kernel, stride == 1 ? "" : ", stride=" + stride, pad == 0 ? "" : ", pad=" + pad);
  }
}
