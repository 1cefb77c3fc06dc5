// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.reduce;

import java.util.Arrays;

/**
 * Adds the sparse vectors of owners in the fixed tree, with the bits of the dense sum: along the
 * indices that anyone touched it adds the same numbers, 0 where an owner did not touch one. (A
 * dense sum that starts at +0.0 never gets to -0.0, so a 0 that is left out changes nothing.) Used
 * by one thread.
 */
public final class SparseTree {
  private final AlignedSubtrees pieces;
  private final IndexSlots slots;
  private final double[][] values;
  private final int[] zeros;
  private int[] slotOf = {};

  /**
   * Creates a tree over pieces of leaves.
   *
   * @param dimension of the vectors
   */
  public SparseTree(AlignedSubtrees pieces, int dimension) {
    this.pieces = pieces;
    slots = new IndexSlots(dimension);
    values = new double[pieces.count()][0];
    zeros = new int[pieces.count()];
  }

  /** Takes what the owners {@code from} to {@code to} tell. */
  public void take(SparseSubtrees[] told, int from, int to) {
    slots.clear();
    for (int owner = from; owner < to; owner++) {
      add(told[owner]);
    }
    for (int owner = from; owner < to; owner++) {
      spread(told[owner], pieces.first(owner), pieces.first(owner + 1));
    }
  }

  private void add(SparseSubtrees told) {
    for (int i = 0; i < told.count(); i++) {
      slots.add(told.indices()[i]);
    }
  }

  private void spread(SparseSubtrees told, int firstPiece, int endPiece) {
    int count = told.count();
    if (slotOf.length < count) {
      slotOf = new int[count + count / 2];
    }
    for (int i = 0; i < count; i++) {
      slotOf[i] = slots.add(told.indices()[i]);
    }
    int length = slots.count() + 1;
    for (int piece = firstPiece; piece < endPiece; piece++) {
      if (values[piece].length < length) {
        values[piece] = new double[length + length / 2];
      }
      double[] to = values[piece];
      double[] from = told.values(piece - firstPiece);
      Arrays.fill(to, 0, length, 0);
      for (int i = 0; i < count; i++) {
        to[slotOf[i]] = from[i];
      }
      to[length - 1] = from[count];
    }
  }

  /** Returns the indices that anyone touched, of those taken. */
  public IndexSlots slots() {
    return slots;
  }

  /** Adds a subtree whose owners were all taken: one value a slot, and one behind. */
  public void sum(int subtree, int end, double[] result) {
    pieces.sum(subtree, end, values, zeros, 0, slots.count() + 1, result, 0);
  }
}
