// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import java.util.List;
import sparkoptim.core.Cancellation;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowOrder;

/**
 * The rows of one shard that a request asks for, some at a time: all of them in storage order, or
 * those of a mini-batch in the order of its epoch. Stands before the first row after {@link #seek}.
 */
public final class BatchRows {
  private final List<Block> blocks;
  private final int shard;
  private final int shards;
  private final RowOrder order;
  private boolean whole;
  private int left;
  private long end = -1;
  private int endSlot;
  private int place;
  private int row;
  private Block block;

  /**
   * Creates a view of a shard's blocks, which are ordered by {@link Block#index}.
   *
   * @param shards number of shards
   * @param seed of the order in which epochs visit rows
   */
  public BatchRows(List<Block> blocks, int shard, int shards, long seed) {
    this.blocks = blocks;
    this.shard = shard;
    this.shards = shards;
    order = new RowOrder(blocks, seed, shard);
  }

  /** Goes before the first row that the request asks for. */
  public void seek(ShardRequest request) {
    whole = request.allRows();
    place = 0;
    row = 0;
    if (!whole) {
      // Mostly a batch begins where the last one ended; divisions are slow.
      int slot = request.from == end ? endSlot : slot(request.from, shard, shards);
      end = request.to;
      endSlot = slot(end, shard, shards);
      left = endSlot - slot;
      if (left > 0) {
        order.seek(request.epoch, slot);
      }
    }
  }

  /**
   * Returns the first slot of a shard at or after a global position: position g is slot g / S of g
   * mod S.
   */
  public static int slot(long position, int shard, int shards) {
    long shifted = position - shard + shards - 1;
    int narrow = (int) shifted;
    return narrow == shifted ? narrow / shards : (int) (shifted / shards);
  }

  /**
   * Goes to the next rows, all of one block.
   *
   * @param into receives their places in the block
   * @return their number, at most {@code most}; 0 at the end
   */
  public int next(int[] into, int most) {
    if (whole) {
      return nextStored(into, most);
    }
    if (left <= 0) {
      return 0;
    }
    if (block != order.block()) { // seldom: a reference written is one for the garbage collector
      block = order.block();
    }
    int count = order.take(into, Math.min(most, left));
    left -= count;
    return count;
  }

  private int nextStored(int[] into, int most) {
    while (place < blocks.size() && row == blocks.get(place).rows()) {
      Cancellation.check();
      place++;
      row = 0;
    }
    if (place == blocks.size()) {
      return 0;
    }
    block = blocks.get(place);
    int count = Math.min(most, block.rows() - row);
    for (int i = 0; i < count; i++) {
      into[i] = row++;
    }
    return count;
  }

  /** Returns the block of the rows that came last. */
  public Block block() {
    return block;
  }
}
