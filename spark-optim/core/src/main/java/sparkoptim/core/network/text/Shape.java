// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network.text;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sizes of one example, without the batch: {@code [features]} when flat, {@code [steps, features]}
 * for sequences, {@code [channels, height, width]} for images.
 */
public record Shape(List<Integer> sizes) implements Serializable {

  /** Checks that there are sizes, and that all are positive. */
  public Shape {
    sizes = List.copyOf(sizes);
    if (sizes.isEmpty()
        || sizes.stream().anyMatch(size -> size < 1)
        || sizes.stream().mapToLong(size -> size).reduce(1, Math::multiplyExact)
            > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "shape: sizes must be >= 1, and their product an int, was " + sizes);
    }
  }

  /** Returns a shape with the given sizes. */
  public static Shape of(int... sizes) {
    return new Shape(Arrays.stream(sizes).boxed().toList());
  }

  /** Returns the count of numbers in an example. */
  public int size() {
    return sizes.stream().mapToInt(size -> size).reduce(1, Math::multiplyExact);
  }

  /** Returns whether it is one vector. */
  public boolean isFlat() {
    return sizes.size() == 1;
  }

  /** Returns whether it has steps of vectors. */
  public boolean isSequence() {
    return sizes.size() == 2;
  }

  /** Returns whether it has channels, height and width. */
  public boolean isImage() {
    return sizes.size() == 3;
  }

  /** Channels of an image, features of a flat example. */
  public int channels() {
    return sizes.get(0);
  }

  /** Returns the height of an image. */
  public int height() {
    return sizes.get(1);
  }

  /** Returns the width of an image. */
  public int width() {
    return sizes.get(2);
  }

  /** Returns the sizes with the batch in front, as tensors have them. */
  public int[] batch(int rows) {
    return IntStream.concat(IntStream.of(rows), sizes.stream().mapToInt(size -> size)).toArray();
  }

  /** Returns the sizes in brackets. */
  @Override
  public String toString() {
    return sizes.toString();
  }
}
