// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network.text;

/**
 * Dropout (Srivastava et al. 2014): in training every number is 0 with a probability, and the
 * others are scaled up; a trained network leaves them alone.
 *
 * @param probability in [0, 1)
 */
public record Dropout(double probability) implements Layer {

  public Dropout {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException("probability must be >= 0 and < 1, was " + probability);
    }
  }

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public String toString() {
    return "dropout(" + probability + ")";
  }
}
