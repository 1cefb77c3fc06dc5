package sparkoptim.core.sharded;

import java.util.List;
import sparkoptim.core.Cancellation;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowOrder;

/**
 * The rows of one shard that a request asks for, one after the other: all of them as they lie, or
 * those of a mini-batch in the order of its epoch. Stands before the first row after {@link #seek}.
 */
public final class BatchRows {
  private final List<Block> blocks;
  private final int shard;
  private final int shards;
  private final RowOrder order;
  private boolean whole;
  private boolean begun;
  private int left;
  private int place;
  private int row;

  /**
   * Of a shard's blocks, which lie by {@link Block#index}.
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
    whole = request.to < 0;
    place = 0;
    row = -1;
    begun = false;
    if (!whole) {
      int slot = slot(request.from);
      left = slot(request.to) - slot;
      if (left > 0) {
        order.seek(request.epoch, slot);
      }
    }
  }

  /**
   * First slot of this shard at or after a global position: position g is slot g / S of g mod S.
   */
  private int slot(long position) {
    return (int) ((position - shard + shards - 1) / shards);
  }

  /** Goes to the next row; false where there is none. */
  public boolean next() {
    if (whole) {
      row++;
      while (place < blocks.size() && row == blocks.get(place).rows()) {
        Cancellation.check();
        place++;
        row = 0;
      }
      return place < blocks.size();
    }
    if (left <= 0) {
      return false;
    }
    left--;
    if (begun) {
      order.advance();
    }
    begun = true;
    return true;
  }

  /** The block of the current row. */
  public Block block() {
    return whole ? blocks.get(place) : order.block();
  }

  /** The current row within its block. */
  public int row() {
    return whole ? row : order.row();
  }
}
