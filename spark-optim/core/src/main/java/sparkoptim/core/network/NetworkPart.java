// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.io.Serializable;
import java.util.List;

/**
 * A tensor of a network in the flat vector of its numbers.
 *
 * @param name as PyTorch has it, as in {@code conv1.weight}
 * @param sizes of its dimensions
 * @param from its first number in the vector
 */
public record NetworkPart(String name, List<Long> sizes, int from) implements Serializable {

  /** Returns the count of its numbers. */
  public int count() {
    return Math.toIntExact(sizes.stream().mapToLong(size -> size).reduce(1, Math::multiplyExact));
  }

  /** Returns whether it is a matrix or a filter, and no bias or scale. */
  public boolean isMatrix() {
    return sizes.size() > 1;
  }

  /** Returns the name of the module that has it; empty where the network itself does. */
  public String module() {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }
}
