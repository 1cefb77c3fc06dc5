// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network.text;

import sparkoptim.core.PlainText;

/**
 * Self-attention of several heads (Vaswani et al. 2017) with projections in and out, added to its
 * input.
 *
 * @param heads that divide the features of a step
 */
public record Attention(int heads) implements Layer {

  public Attention {
    Layer.least("heads", heads, 1);
  }

  @Override
  public Shape output(Shape input) {
    Layer.sequence(input);
    int features = input.sizes().get(1);
    if (features % heads != 0) {
      throw new IllegalArgumentException(
          PlainText.of("heads must divide the features of a step, was %d for %s", heads, input));
    }
    return input;
  }

  @Override
  public String toString() {
    return "attention(" + heads + ")";
  }
}
