// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network.text;

import sparkoptim.core.PlainText;

/**
 * A vector for every word: a flat input of whole numbers becomes a sequence.
 *
 * @param words numbers are 0 to words - 1
 * @param outputs numbers of a vector
 */
public record Embedding(int words, int outputs) implements Layer {

  public Embedding {
    Layer.least("words", words, 1);
    Layer.least("outputs", outputs, 1);
  }

  @Override
  public Shape output(Shape input) {
    if (!input.isFlat()) {
      throw new IllegalArgumentException("its input must be flat [n], was " + input);
    }
    return Shape.of(input.size(), outputs);
  }

  @Override
  public String toString() {
    return PlainText.of("embedding(%d, %d)", words, outputs);
  }
}
