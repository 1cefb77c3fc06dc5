// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.stream.IntStream;

/**
 * Some of the rows, grouped into units. Rows of one unit (of one user, say) are not independent, so
 * a unit is one observation.
 *
 * @param rows their places, ascending
 * @param starts the first of each unit, as an index into {@code rows}, and the length at the end
 */
record RowSet(int[] rows, int[] starts) {

  /** Takes rows in an order that has equal units together. */
  static RowSet of(long[] units, int[] rows) {
    int[] first =
        IntStream.range(0, rows.length)
            .filter(i -> i == 0 || units[rows[i]] != units[rows[i - 1]])
            .toArray();
    int[] starts = new int[first.length + 1];
    System.arraycopy(first, 0, starts, 0, first.length);
    starts[first.length] = rows.length;
    return new RowSet(rows, starts);
  }

  int size() {
    return rows.length;
  }

  int units() {
    return starts.length - 1;
  }
}
