// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.reduce;

/** The result of a sparse sum: values at some indices, and one number behind them. */
public final class SparseSum {
  /** The first {@link #count} are the indices, each once, in no order. */
  public int[] indices = {};

  /** Number of indices. */
  public int count;

  /** The values at the indices, then the number that every vector has behind its last element. */
  public double[] values = {};

  /** Takes over the indices of slots, and makes room for their values. */
  public void at(IndexSlots slots) {
    count = slots.count();
    if (values.length <= count) {
      indices = new int[2 * count];
      values = new double[2 * count + 1];
    }
    System.arraycopy(slots.indices(), 0, indices, 0, count);
  }

  /** Returns the number behind. */
  public double last() {
    return values[count];
  }
}
