// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import java.util.Iterator;
import java.util.NoSuchElementException;
import sparkoptim.core.data.Block;

/** Copies rows into the blocks of a shard, a block at a time. */
final class BlockRun implements Iterator<Block> {
  private final RowRun source;
  private final int shard;
  private final boolean weighted;
  private final RowPack[] packs;
  private final int[] rows;
  private int count;
  private int index;

  /**
   * Creates the blocks of a source's rows.
   *
   * @param blockRows rows of a block; the last has fewer
   */
  BlockRun(RowRun source, int shard, int blockRows, boolean weighted) {
    this.source = source;
    this.shard = shard;
    this.weighted = weighted;
    packs = new RowPack[blockRows];
    rows = new int[blockRows];
  }

  @Override
  public boolean hasNext() {
    while (count < rows.length && source.next()) {
      packs[count] = source.pack();
      rows[count++] = source.row();
    }
    return count > 0;
  }

  @Override
  public Block next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Block block = RowPack.of(packs, rows, count, weighted).block(shard, index++).compact();
    count = 0;
    return block;
  }
}
