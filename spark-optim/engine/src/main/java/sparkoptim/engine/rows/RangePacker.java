// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import scala.Tuple2;

/** Packs a partition's rows anew by the range that their hash falls into. */
final class RangePacker implements Iterator<Tuple2<Integer, RowPack>> {
  private static final int ROOM = 16 << 20;
  private static final int LEAST_PACK = 1 << 14;

  private final Iterator<RowPacker.RowChunk> chunks;
  private final boolean weighted;
  private final RowPack[] open;
  private final int packBytes;
  private final ArrayDeque<Tuple2<Integer, RowPack>> ready = new ArrayDeque<>();

  /**
   * Creates a packer of a partition's rows.
   *
   * @param ranges number of ranges
   */
  RangePacker(Iterator<RowPacker.RowChunk> chunks, int ranges, boolean weighted) {
    this.chunks = chunks;
    this.weighted = weighted;
    open = new RowPack[ranges];
    packBytes = Math.max(LEAST_PACK, ROOM / ranges);
  }

  /** Returns the packs of one range. */
  static List<RowPack> packs(Iterator<RowPack> content) {
    List<RowPack> packs = new ArrayList<>();
    content.forEachRemaining(packs::add);
    return packs;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && chunks.hasNext()) {
      RowPack pack = chunks.next().pack;
      for (int row = 0; pack != null && row < pack.rows; row++) {
        add(pack, row);
      }
      if (!chunks.hasNext()) {
        for (int range = 0; range < open.length; range++) {
          close(range);
        }
      }
    }
    return !ready.isEmpty();
  }

  @Override
  public Tuple2<Integer, RowPack> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void add(RowPack from, int row) {
    int range = HashOrder.bucket(from.high[row], open.length);
    if (open[range] == null) {
      open[range] =
          new RowPack(from.width, 16, 16 * Math.max(1, from.entries(row)), weighted, true);
    }
    RowPack to = open[range];
    to.add(from, row);
    to.high[to.rows - 1] = from.high[row];
    to.low[to.rows - 1] = from.low[row];
    if (to.bytes() >= packBytes) {
      close(range);
    }
  }

  private void close(int range) {
    if (open[range] != null) {
      ready.add(new Tuple2<>(range, open[range].trim()));
      open[range] = null;
    }
  }
}
