// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network.text;

import sparkoptim.core.PlainText;

/**
 * The largest number or the mean of every window; {@code avgpool} alone also means over the steps
 * of a sequence. A rest at the right and lower edge that no window fits into is left out.
 *
 * @param average whether it is the mean
 * @param size height and width of the window; 0 for the whole image
 * @param stride of the window, both ways
 */
public record Pool(boolean average, int size, int stride) implements Layer {

  public Pool {
    Layer.least("size", size, 0);
    Layer.least("stride", stride, size == 0 ? 0 : 1);
  }

  @Override
  public Shape output(Shape input) {
    if (average && size == 0 && input.isSequence()) {
      return Shape.of(input.sizes().get(1));
    }
    Layer.image(input);
    if (size == 0) {
      return Shape.of(input.channels(), 1, 1);
    }
    return Shape.of(
        input.channels(),
        Layer.places(input.height(), size, stride, 0, input),
        Layer.places(input.width(), size, stride, 0, input));
  }

  /** Returns the height of a window in an input. */
  public int windowHeight(Shape input) {
    return size == 0 ? input.height() : size;
  }

  /** Returns the width of a window in an input. */
  public int windowWidth(Shape input) {
    return size == 0 ? input.width() : size;
  }

  /** Returns the step downwards from window to window. */
  public int strideDown(Shape input) {
    return size == 0 ? input.height() : stride;
  }

  /** Returns the step to the right from window to window. */
  public int strideRight(Shape input) {
    return size == 0 ? input.width() : stride;
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
