// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network.text;

import sparkoptim.core.PlainText;

/** One layer of {@link NetworkText}: settings, which its constructor checks. */
public sealed interface Layer
    permits ActivationLayer,
        Attention,
        BatchNorm,
        Convolution,
        Dense,
        Dropout,
        Embedding,
        LayerNorm,
        Pool,
        Recurrent,
        Residual,
        Scale {

  /**
   * Returns the shape that comes out.
   *
   * @throws IllegalArgumentException if the layer does not fit the input
   */
  Shape output(Shape input);

  /** Returns the canonical text. */
  @Override
  String toString();

  /** The kind of layer that follows a layer; its initial weights depend on it. */
  enum Following {
    /** ReLU, which lets half of the variance through. */
    RELU,
    /** Tanh, sigmoid, or nothing. */
    OTHER,
    /** A batch normalization, which makes a bias useless, and then ReLU. */
    NORM_RELU,
    /** A batch normalization, and then something else. */
    NORM_OTHER;

    /** Returns whether ReLU comes, at once or after a batch normalization. */
    public boolean relu() {
      return this == RELU || this == NORM_RELU;
    }

    /** Returns whether a batch normalization comes at once. */
    public boolean norm() {
      return this == NORM_RELU || this == NORM_OTHER;
    }
  }

  /** Checks that the input is an image. */
  static Shape image(Shape input) {
    if (!input.isImage()) {
      throw new IllegalArgumentException(
          "its input must be an image [channels, height, width], was " + input);
    }
    return input;
  }

  /** Checks that the input is a sequence. */
  static Shape sequence(Shape input) {
    if (!input.isSequence()) {
      throw new IllegalArgumentException(
          "its input must be a sequence [steps, features], was " + input);
    }
    return input;
  }

  /** Checks a constructor's argument. */
  static void least(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          PlainText.of("%s must be >= %d, was %d", name, least, value));
    }
  }

  /** Returns the places of a window along one side. */
  static int places(int side, int window, int stride, int pad, Shape input) {
    if (window > side + 2 * pad) {
      throw new IllegalArgumentException(
          PlainText.of(
              "its window of %d must fit into its input%s, was %s",
              window, pad == 0 ? "" : " with its pad of " + pad, input));
    }
    return (side + 2 * pad - window) / stride + 1;
  }
}
