// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.reduce;

import java.util.Arrays;

/**
 * Sums vectors that arrive leaf by leaf, left to right, in the order of {@link FixedTree}, holding
 * one vector per level. Reusable; no allocation after the first sum of a size, and no references
 * written, which the garbage collector would have to note.
 */
public final class TreeSum {
  private int length;

  /** Sums of 1, 2, 4, ... leaves, as far as the bits of their number say. */
  private double[][] levels;

  /** A leaf that is added as soon as it is there, and what it grows to. */
  private double[] right;

  private int leaves;

  /**
   * Creates an empty sum.
   *
   * @param length of every leaf
   */
  public TreeSum(int length) {
    this.length = length;
    allocate(length);
  }

  private void allocate(int size) {
    levels = new double[1][size];
    right = new double[size];
  }

  /** Makes the leaves of the next sum so long. */
  public void length(int next) {
    if (leaves != 0) {
      throw new IllegalStateException("a sum is under way");
    }
    length = next;
    if (right.length < length) {
      allocate(length + length / 2);
    }
  }

  /** Returns the length of every leaf. */
  public int length() {
    return length;
  }

  /** Returns the array to fill with the next leaf; holds anything before. */
  public double[] leaf() {
    return leaves % 2 == 0 ? levels[0] : right;
  }

  /** Takes the filled leaf. */
  public void add() {
    int full = Integer.numberOfTrailingZeros(~leaves);
    if (full == levels.length) {
      levels = Arrays.copyOf(levels, full + 1);
      levels[full] = new double[right.length];
    }
    for (int level = 0; level < full; level++) {
      addTo(levels[level], right, level == full - 1 ? levels[full] : right, length);
    }
    leaves++;
  }

  /** Writes the sum of all leaves to {@code result} and starts again. */
  public void finish(double[] result) {
    if (leaves == 0) {
      throw new IllegalStateException("a sum of no leaves");
    }
    int level = Integer.numberOfTrailingZeros(leaves);
    System.arraycopy(levels[level], 0, result, 0, length);
    for (level++; leaves >> level != 0; level++) {
      if (((leaves >> level) & 1) == 1) {
        addTo(levels[level], result, result, length);
      }
    }
    leaves = 0;
  }

  private static void addTo(double[] left, double[] right, double[] sum, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] = left[i] + right[i];
    }
  }
}
