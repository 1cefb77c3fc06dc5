// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.reduce;

import java.util.Arrays;

/**
 * A set of indices that gives each a slot, in the order in which they come. Empty again at no cost:
 * an index is in it where its slot is in use and holds it (Briggs and Torczon 1993).
 */
public final class IndexSlots {
  private final int[] slotOf;
  private int[] indices = new int[64];
  private int count;

  /** Creates slots for indices below {@code dimension}. */
  public IndexSlots(int dimension) {
    slotOf = new int[dimension];
  }

  /** Returns the slot of an index, which is added where it is not there. */
  public int add(int index) {
    int slot = slotOf[index];
    if (slot < count && indices[slot] == index) {
      return slot;
    }
    if (count == indices.length) {
      indices = Arrays.copyOf(indices, 2 * count);
    }
    slotOf[index] = count;
    indices[count] = index;
    return count++;
  }

  /** Returns the number of slots in use. */
  public int count() {
    return count;
  }

  /** Returns the index of each slot in use. Live: read it, never keep or write it. */
  public int[] indices() {
    return indices;
  }

  /** Empties the set. */
  public void clear() {
    count = 0;
  }
}
