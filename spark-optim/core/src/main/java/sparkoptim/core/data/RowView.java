// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.data;

import java.util.Arrays;

/**
 * Some rows of a block as doubles and ints, for loops that read each entry: without a copy where
 * the block keeps them so, else decoded into arrays that are used again and again. One thread's.
 */
public final class RowView {
  /** Decoded entries that stay in the first cache. */
  private static final int ROOM = 4096;

  private static final int LEAST = 4;

  private final int[] one = new int[1];
  private final int[] held;
  private final int[] from;
  private final int[] to;
  private double[] decoded = {};
  private double[] ones = {};
  private int[] decodedColumns = {};
  private Block block;
  private int count;

  /** Values of the rows' entries: those of row i are at {@link #from} i to {@link #to} i. */
  public double[] values;

  /** Columns of the entries, at the same places; null of dense rows. */
  public int[] columns;

  /** Creates a view of up to a number of rows. */
  public RowView(int most) {
    held = new int[most];
    from = new int[most];
    to = new int[most];
  }

  /** Returns the number of columns. */
  public int width() {
    return block.width;
  }

  /** Returns the place of the first entry of the i-th row. */
  public int from(int i) {
    return from[i];
  }

  /** Returns the end of the i-th row's entries. */
  public int to(int i) {
    return to[i];
  }

  /** Returns how many rows of a block to view at a time. */
  public int most(Block rows) {
    boolean plain = rows.values.doublesOrNull() != null && !rows.packedColumns();
    if (plain || rows.rows() == 0) {
      return held.length;
    }
    long ofRow = Math.max(1, rows.values.length() / rows.rows());
    return (int) Math.min(held.length, Math.max(LEAST, ROOM / ofRow));
  }

  /** Goes to one row. */
  public void row(Block rows, int row) {
    one[0] = row;
    rows(rows, one, 0, 1);
  }

  /**
   * Goes to the rows {@code some[first]} to {@code some[first + more - 1]} of a block; does nothing
   * where it is there.
   */
  public void rows(Block rows, int[] some, int first, int more) {
    if (rows == block && more == count && Arrays.equals(some, first, first + more, held, 0, more)) {
      return;
    }
    if (rows != block) { // a reference written is one for the garbage collector
      block = rows;
    }
    count = more;
    System.arraycopy(some, first, held, 0, more);
    for (int i = 0; i < more; i++) {
      from[i] = rows.from(held[i]);
      to[i] = rows.to(held[i]);
    }
    values = rows.values.doublesOrNull();
    columns = rows.sparse() ? rows.columns.intsOrNull() : null;
    if (values == null || rows.packedColumns()) {
      decode();
    }
  }

  private void decode() {
    int entries = 0;
    for (int i = 0; i < count; i++) {
      entries += to[i] - from[i];
    }
    boolean allOnes = block.values.ones();
    if (allOnes) {
      if (ones.length < entries) {
        ones = new double[entries];
        Arrays.fill(ones, 1);
      }
    } else if (decoded.length < entries) {
      decoded = new double[entries];
    }
    if (block.sparse() && decodedColumns.length < entries) {
      decodedColumns = new int[entries];
    }
    int at = 0;
    for (int i = 0; i < count; i++) {
      int length = to[i] - from[i];
      if (!allOnes) {
        block.values.copy(from[i], length, decoded, at);
      }
      if (block.sparse()) {
        block.columns.copy(held[i], from[i], length, decodedColumns, at);
      }
      from[i] = at;
      at += length;
      to[i] = at;
    }
    values = allOnes ? ones : decoded;
    columns = block.sparse() ? decodedColumns : null;
  }
}
