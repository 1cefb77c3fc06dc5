// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.Precision;

/**
 * The rows of consecutive shards on a device, shard after shard in the order of their blocks. Dense
 * rows are padded to 16 bytes. Sparse rows of few columns are stored dense, see {@link RowForm}.
 */
final class DeviceRows implements AutoCloseable {
  final RowForm form;

  /** The first row of every shard, then the number of rows. */
  final int[] starts;

  /** Number of blocks. */
  final int blocks;

  /** Numbers from one dense row to the next. */
  final int stride;

  /** {@link #starts} on the device. */
  long startsAt;

  /** The first block of every shard, then the number of blocks. */
  long firstBlocksAt;

  /** The first row of every block, then the number of rows. */
  long blockRowsAt;

  /** The shard of every block. */
  long shardOfBlockAt;

  long labelsAt;

  /** 0 where all weights are 1. */
  long weightsAt;

  /** Dense rows, or the values of sparse ones. */
  long valuesAt;

  /** The start of each sparse row, and the column of every entry. */
  long offsetsAt;

  long columnsAt;

  /** The same entries by columns, or the long columns alone; null where rows are dense. */
  ColumnTiles tiles;

  /** The entries of wide sparse rows by rows, instead of the above, and by short columns. */
  Tiles marginTiles;

  Tiles columnTiles;

  private final List<DeviceMemory> memories = new ArrayList<>();
  private final List<WeakReference<Block>> content = new ArrayList<>();
  private int users;
  private long unusedSince;

  DeviceRows(RowForm form, List<List<Block>> shards, int width) {
    this.form = form;
    starts = new int[shards.size() + 1];
    int count = 0;
    for (int shard = 0; shard < shards.size(); shard++) {
      int rows = 0;
      for (Block block : shards.get(shard)) {
        rows = Math.addExact(rows, block.rows());
        content.add(new WeakReference<>(block));
        count++;
      }
      starts[shard + 1] = Math.addExact(starts[shard], rows);
    }
    blocks = count;
    int padded = 16 / form.realBytes();
    stride = (width + padded - 1) / padded * padded;
  }

  Precision precision() {
    return form.precision();
  }

  /** Returns the number of rows. */
  int count() {
    return starts[starts.length - 1];
  }

  /** Returns the most rows that a shard has. */
  int longest() {
    int longest = 0;
    for (int shard = 0; shard + 1 < starts.length; shard++) {
      longest = Math.max(longest, starts[shard + 1] - starts[shard]);
    }
    return longest;
  }

  /** Keeps memory until {@link #close}; returns its address. */
  long keep(DeviceMemory memory) {
    memories.add(memory);
    return memory.address();
  }

  /** Returns whether these are the rows of just these blocks. */
  boolean are(RowForm wanted, List<List<Block>> shards) {
    if (!form.equals(wanted) || shards.size() != starts.length - 1) {
      return false;
    }
    int at = 0;
    for (int shard = 0; shard < shards.size(); shard++) {
      int rows = 0;
      for (Block block : shards.get(shard)) {
        if (at == content.size() || content.get(at++).get() != block) {
          return false;
        }
        rows += block.rows();
      }
      if (rows != starts[shard + 1] - starts[shard]) {
        return false;
      }
    }
    return at == content.size();
  }

  /** Returns whether a block of theirs is gone, so that nobody can ask for them again. */
  boolean orphaned() {
    return content.stream().anyMatch(block -> block.get() == null);
  }

  boolean used() {
    return users > 0;
  }

  long unusedSince() {
    return unusedSince;
  }

  void use() {
    users++;
  }

  void release() {
    users--;
    unusedSince = System.nanoTime();
  }

  @Override
  public void close() {
    memories.forEach(DeviceMemory::close);
    memories.clear();
  }
}
