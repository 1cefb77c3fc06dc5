// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Rows of hashed packs in the order of their hashes; they stay where they are. */
final class HashedRows {
  private final List<RowPack> packs;
  private final int[] packOf;
  private final int[] rowOf;
  private final int[] order;

  /** Creates the hashed rows of all packs. */
  HashedRows(List<RowPack> packs) {
    this.packs = packs;
    int rows = 0;
    for (RowPack pack : packs) {
      rows = Math.addExact(rows, pack.rows);
    }
    packOf = new int[rows];
    rowOf = new int[rows];
    long[] high = new long[rows];
    long[] low = new long[rows];
    int at = 0;
    for (int p = 0; p < packs.size(); p++) {
      RowPack pack = packs.get(p);
      System.arraycopy(pack.high, 0, high, at, pack.rows);
      System.arraycopy(pack.low, 0, low, at, pack.rows);
      for (int row = 0; row < pack.rows; row++) {
        packOf[at] = p;
        rowOf[at++] = row;
      }
    }
    order = HashOrder.of(high, low);
  }

  /** Returns the packs among the chunks. */
  static List<RowPack> packs(Iterator<RowPacker.RowChunk> chunks) {
    List<RowPack> packs = new ArrayList<>();
    while (chunks.hasNext()) {
      RowPack pack = chunks.next().pack;
      if (pack != null) {
        packs.add(pack);
      }
    }
    return packs;
  }

  /** Returns the number of rows. */
  int size() {
    return order.length;
  }

  /** Copies every n-th row, from one on, into a pack of their own. */
  RowPack everyCopied(int first, int step, boolean weighted) {
    int count = Math.max(0, (size() - first + step - 1) / step);
    RowPack[] from = new RowPack[count];
    int[] rows = new int[count];
    RowRun run = every(first, step);
    for (int i = 0; run.next(); i++) {
      from[i] = run.pack();
      rows[i] = run.row();
    }
    return RowPack.of(from, rows, count, weighted);
  }

  /** Returns every n-th row, from one on. */
  RowRun every(int first, int step) {
    return new RowRun() {
      private long place = (long) first - step;
      private int at;

      @Override
      public boolean next() {
        place += step;
        if (place >= order.length) {
          return false;
        }
        at = order[(int) place];
        return true;
      }

      @Override
      public RowPack pack() {
        return packs.get(packOf[at]);
      }

      @Override
      public int row() {
        return rowOf[at];
      }
    };
  }
}
