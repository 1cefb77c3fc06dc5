// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import sparkoptim.core.network.text.Shape;

/**
 * One of the tensors that a network takes. A row of features has the numbers of all its inputs, one
 * input after the other.
 *
 * @param name of its column
 * @param shape of one row
 * @param whole whether its numbers are whole, as categories and tokens are: 64-bit integers to the
 *     network, and else 32-bit floats
 */
public record NetworkInput(String name, Shape shape, boolean whole) implements Serializable {
  /** Whole numbers above it would be rounded on their way. */
  public static final int LARGEST_WHOLE = 1 << 24;

  /** Returns how many numbers a row of features has. */
  public static int width(List<NetworkInput> inputs) {
    return inputs.stream().mapToInt(input -> input.shape().size()).reduce(0, Math::addExact);
  }

  /** Returns their names and shapes. */
  public static String text(List<NetworkInput> inputs) {
    return inputs.stream().map(NetworkInput::toString).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return name + " " + shape + (whole ? " of whole numbers" : "");
  }
}
