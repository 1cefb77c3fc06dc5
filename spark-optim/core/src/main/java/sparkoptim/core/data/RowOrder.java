// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.data;

import java.util.List;
import sparkoptim.core.Cancellation;

/**
 * The order in which an epoch visits the rows of a shard: the blocks are permuted, then the rows
 * inside each block, by counters of (seed, epoch, shard). A cursor that moves forward; it remembers
 * where it is, so that consecutive ranges cost nothing extra.
 */
public final class RowOrder {
  private final List<Block> blocks;
  private final long shardKey;
  private long epoch = -1;
  private long epochKey;
  private int[] blockOrder;
  private int[] rowOrder;
  private int place;
  private int firstSlot;
  private Block block;
  private int slot;

  /** Creates the order of one shard's blocks, which are ordered by {@link Block#index}. */
  public RowOrder(List<Block> blocks, long seed, int shard) {
    this.blocks = blocks;
    shardKey = CounterRandom.key(seed, shard);
  }

  /** Goes to a slot of an epoch: the slot-th row that the epoch visits in this shard. */
  public void seek(long toEpoch, int toSlot) {
    if (toEpoch != epoch || toSlot < firstSlot) {
      epoch = toEpoch;
      epochKey = CounterRandom.key(shardKey, epoch);
      blockOrder = CounterRandom.permutation(epochKey, blocks.size());
      place = -1;
      firstSlot = 0;
      block = null;
      enterNext();
    }
    slot = toSlot;
    settle();
  }

  /** Moves to the next slot. */
  public void advance() {
    slot++;
    settle();
  }

  /**
   * Takes the rows of the next slots, of the current block only, and moves behind them.
   *
   * @return their number, at most {@code most} and never 0 but past the end
   */
  public int take(int[] into, int most) {
    if (block == null) {
      return 0;
    }
    int at = slot - firstSlot;
    int count = Math.min(most, block.rows() - at);
    System.arraycopy(rows(), at, into, 0, count);
    slot += count;
    settle();
    return count;
  }

  private void settle() {
    while (block != null && slot - firstSlot >= block.rows()) {
      firstSlot += block.rows();
      enterNext();
    }
  }

  private void enterNext() {
    Cancellation.check();
    place++;
    if (place >= blockOrder.length) {
      block = null;
      return;
    }
    block = blocks.get(blockOrder[place]);
    rowOrder = null;
  }

  /** Returns the block of the current slot; null past the end. */
  public Block block() {
    return block;
  }

  /** Moves to the first slot of the next block. */
  public void nextBlock() {
    firstSlot += block.rows();
    slot = firstSlot;
    enterNext();
    settle();
  }

  /** Returns the row of the current slot within its block. */
  public int row() {
    return rows()[slot - firstSlot];
  }

  /** Returns the rows of the current block as its slots visit them. Read it, never write it. */
  public int[] rows() {
    if (rowOrder == null) {
      long key = CounterRandom.key(epochKey, block.index);
      rowOrder = CounterRandom.permutation(key, block.rows());
    }
    return rowOrder;
  }
}
