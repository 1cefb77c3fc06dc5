// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.reduce;

import java.util.Arrays;

/**
 * The leaves of a {@link FixedTree} among owners of consecutive ranges. A piece is a largest
 * subtree inside one owner's range, one an owner where everything is a power of two: what owners
 * tell each other, so that each can finish the sum. Used by one thread.
 */
public final class AlignedSubtrees {
  private final int[] starts;
  private final int[] firstOfOwner;
  private final int[] pieceAt;
  private double[][] scratch = new double[0][];
  private int count;

  /**
   * Creates the subtrees of leaves that are cut at {@code cuts[owner]}, from 0 to the number of
   * leaves.
   *
   * @throws IllegalArgumentException if cuts do not ascend from 0
   */
  public AlignedSubtrees(int... cuts) {
    int leaves = cuts[cuts.length - 1];
    starts = new int[leaves + 1];
    pieceAt = new int[leaves + 1];
    firstOfOwner = new int[cuts.length];
    for (int owner = 0; owner + 1 < cuts.length; owner++) {
      if (cuts[0] != 0 || cuts[owner + 1] < cuts[owner]) {
        throw new IllegalArgumentException(
            "cuts must ascend from 0, were " + Arrays.toString(cuts));
      }
      firstOfOwner[owner] = count;
      split(0, leaves, cuts[owner], cuts[owner + 1]);
    }
    firstOfOwner[cuts.length - 1] = count;
    starts[count] = leaves;
    for (int piece = 0; piece <= count; piece++) {
      pieceAt[starts[piece]] = piece;
    }
  }

  /** Adds the largest subtrees of a subtree that are between two leaves. */
  private void split(int subtree, int end, int from, int to) {
    if (subtree >= to || end <= from) {
      return;
    }
    if (from <= subtree && end <= to) {
      starts[count++] = subtree;
    } else {
      int middle = subtree + FixedTree.left(end - subtree);
      split(subtree, middle, from, to);
      split(middle, end, from, to);
    }
  }

  /** Returns the number of pieces. */
  public int count() {
    return count;
  }

  /** Returns the first piece of an owner; that of the one after the last is {@link #count}. */
  public int first(int owner) {
    return firstOfOwner[owner];
  }

  /** Returns the first leaf of a piece; that of the one after the last is the number of leaves. */
  public int start(int piece) {
    return starts[piece];
  }

  /** Returns the sum of all pieces. */
  public double sum(double[] values) {
    return count == 0 ? 0 : sum(0, starts[count], values);
  }

  private double sum(int from, int to, double[] values) {
    int piece = pieceAt[from];
    if (starts[piece + 1] == to) {
      return values[piece];
    }
    int middle = from + FixedTree.left(to - from);
    return sum(from, middle, values) + sum(middle, to, values);
  }

  /**
   * Adds the pieces of a subtree, element by element: of {@code length} elements from {@code
   * values[piece][at[piece] + from]}.
   *
   * @param subtree first leaf, and {@code end} the leaf after the last
   */
  public void sum(
      int subtree,
      int end,
      double[][] values,
      int[] at,
      int from,
      int length,
      double[] result,
      int resultAt) {
    sum(subtree, end, values, at, from, length, result, resultAt, 0);
  }

  private void sum(
      int subtree,
      int end,
      double[][] values,
      int[] at,
      int from,
      int length,
      double[] result,
      int resultAt,
      int depth) {
    int piece = pieceAt[subtree];
    if (starts[piece + 1] == end) {
      System.arraycopy(values[piece], at[piece] + from, result, resultAt, length);
      return;
    }
    int middle = subtree + FixedTree.left(end - subtree);
    sum(subtree, middle, values, at, from, length, result, resultAt, depth + 1);
    int right = pieceAt[middle];
    if (starts[right + 1] == end) {
      add(values[right], at[right] + from, result, resultAt, length);
    } else {
      double[] other = scratch(depth, length);
      sum(middle, end, values, at, from, length, other, 0, depth + 1);
      add(other, 0, result, resultAt, length);
    }
  }

  /** Equal places are a case of their own: only then the compiler adds several at once. */
  private static void add(double[] from, int at, double[] to, int toAt, int length) {
    if (at == 0 && toAt == 0) {
      for (int i = 0; i < length; i++) {
        to[i] += from[i];
      }
    } else {
      for (int i = 0; i < length; i++) {
        to[toAt + i] += from[at + i];
      }
    }
  }

  private double[] scratch(int depth, int length) {
    if (depth >= scratch.length) {
      scratch = Arrays.copyOf(scratch, depth + 1);
    }
    if (scratch[depth] == null || scratch[depth].length < length) {
      scratch[depth] = new double[length];
    }
    return scratch[depth];
  }
}
