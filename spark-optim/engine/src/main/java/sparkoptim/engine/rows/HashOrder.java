// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import java.util.Arrays;

/** The order of rows by their 128-bit hashes, unsigned. */
final class HashOrder {
  private HashOrder() {}

  /**
   * Returns the indices in the order of the hashes. The leading bits and the index are sorted as
   * one number; runs that agree in the leading bits are then put right by the whole hash, so that
   * the order does not depend on how many rows are sorted together.
   */
  static int[] of(long[] high, long[] low) {
    int rows = high.length;
    int indexBits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, rows - 1));
    long indexMask = (1L << indexBits) - 1;
    long[] keys = new long[rows];
    for (int i = 0; i < rows; i++) {
      keys[i] = ((high[i] ^ Long.MIN_VALUE) & ~indexMask) | i;
    }
    Arrays.parallelSort(keys); // other tasks of the process may be waiting for it
    int[] order = new int[rows];
    for (int i = 0; i < rows; i++) {
      order[i] = (int) (keys[i] & indexMask);
    }
    for (int from = 0, to; from < rows; from = to) {
      to = from + 1;
      while (to < rows && (keys[to] & ~indexMask) == (keys[from] & ~indexMask)) {
        to++;
      }
      insertionSort(order, from, to, high, low);
    }
    return order;
  }

  /** Runs are short, or of identical rows, which need no move. */
  private static void insertionSort(int[] order, int from, int to, long[] high, long[] low) {
    for (int i = from + 1; i < to; i++) {
      int moving = order[i];
      int at = i;
      for (; at > from && before(moving, order[at - 1], high, low); at--) {
        order[at] = order[at - 1];
      }
      order[at] = moving;
    }
  }

  private static boolean before(int a, int b, long[] high, long[] low) {
    int byHigh = Long.compareUnsigned(high[a], high[b]);
    return byHigh < 0 || (byHigh == 0 && Long.compareUnsigned(low[a], low[b]) < 0);
  }

  /** Returns the bucket, among a number of equal ranges, of a hash. */
  static int bucket(long high, int buckets) {
    return (int) (((high >>> 32) * buckets) >>> 32);
  }
}
