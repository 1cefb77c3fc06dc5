// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network.text;

/**
 * Multiplies every number, as 0.00392157 brings bytes into 0 to 1.
 *
 * @param factor not 0
 */
public record Scale(double factor) implements Layer {

  public Scale {
    if (factor == 0 || !(Math.abs(factor) <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException("factor must be finite and not 0, was " + factor);
    }
  }

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public String toString() {
    return "scale(" + factor + ")";
  }
}
