// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network.text;

/**
 * Layer normalization (Ba, Kiros and Hinton 2016) of the last numbers: of every vector, of every
 * step.
 */
public record LayerNorm() implements Layer {
  /** Added to variances. */
  public static final double EPSILON = 1e-5;

  @Override
  public Shape output(Shape input) {
    if (input.isImage()) {
      throw new IllegalArgumentException(
          "its input must be flat [n] or a sequence [steps, features], was " + input);
    }
    return input;
  }

  @Override
  public String toString() {
    return "layernorm";
  }
}
