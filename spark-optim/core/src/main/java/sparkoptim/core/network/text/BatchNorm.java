// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network.text;

/**
 * Batch normalization (Ioffe and Szegedy 2015) with scale and shift: of the channels of images, of
 * the numbers of flat examples.
 */
public record BatchNorm() implements Layer {
  /** Added to variances. */
  public static final double EPSILON = 1e-5;

  /** The part of a batch in running statistics. */
  public static final double MOMENTUM = 0.1;

  @Override
  public Shape output(Shape input) {
    if (!input.isImage() && !input.isFlat()) {
      throw new IllegalArgumentException(
          "its input must be an image [channels, height, width] or flat [n], was " + input);
    }
    return input;
  }

  @Override
  public String toString() {
    return "batchnorm";
  }
}
