// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import java.util.Iterator;

/** A number of rows of packs in their order, after some that are skipped. */
final class OrderedRun implements RowRun {
  private final Iterator<RowPacker.RowChunk> chunks;
  private long skip;
  private long left;
  private RowPack pack;
  private int row = -1;

  OrderedRun(Iterator<RowPacker.RowChunk> chunks, long skip, long left) {
    this.chunks = chunks;
    this.skip = skip;
    this.left = left;
  }

  @Override
  public boolean next() {
    if (left == 0) {
      return false;
    }
    left--;
    row++;
    while (pack == null || row + skip >= pack.rows) {
      if (pack != null) {
        skip -= pack.rows - row;
        row = 0;
      }
      pack = chunks.next().pack;
    }
    row += (int) skip;
    skip = 0;
    return true;
  }

  @Override
  public RowPack pack() {
    return pack;
  }

  @Override
  public int row() {
    return row;
  }
}
