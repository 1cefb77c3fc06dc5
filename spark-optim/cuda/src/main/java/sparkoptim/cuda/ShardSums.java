// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import sparkoptim.core.reduce.TreeSum;

/**
 * Adds the sums of shards in the fixed tree on the device, and brings the result home. Where there
 * is no room for all shards' sums, they are computed in several goes, each a subtree.
 */
final class ShardSums {
  /** Of the device's memory. */
  private static final int SHARE = 32;

  private final long most;
  private final StreamContext stream;
  private final Sums sums;
  private final int length;
  private final TreeSum goes = new TreeSum(0);

  /**
   * Creates the sums of vectors.
   *
   * @param length coordinates and the loss
   */
  ShardSums(StreamContext stream, Sums sums, int length) {
    this.stream = stream;
    this.sums = sums;
    this.length = length;
    goes.length(length);
    most = Long.getLong("sparkoptim.cuda.room", stream.device().total() / SHARE);
  }

  /**
   * Computes the sums of shards one after the other, to an address; 0 where they are not wanted.
   */
  @FunctionalInterface
  interface Part {
    void compute(int shard, int count, long to);
  }

  /**
   * Computes the sum of all.
   *
   * @param roomOfShard bytes that a shard takes beside its sums
   * @param result null where only what the computation leaves on the device is wanted
   */
  void of(int from, int to, long roomOfShard, Part part, double[] result) {
    int go = go(to - from, roomOfShard);
    for (int shard = from; shard < to; shard += go) {
      int count = Math.min(go, to - shard);
      if (result == null) {
        part.compute(shard, count, 0);
        continue;
      }
      long at = stream.room(StreamContext.Scratch.SHARDS, (long) count * length * Double.BYTES);
      part.compute(shard, count, at);
      Pinned out = stream.out(length);
      sums.addShards(stream, at, length, count, out.address());
      stream.synchronize();
      if (count == to - from) {
        out.read(result, length);
      } else {
        out.read(goes.leaf(), length);
        goes.add();
      }
    }
    if (result == null) {
      stream.synchronize();
    } else if (go < to - from) {
      goes.finish(result);
    }
  }

  private int go(int shards, long roomOfShard) {
    long fit = Math.max(1, most / (roomOfShard + (long) length * Double.BYTES));
    return fit >= shards ? shards : (int) Long.highestOneBit(fit);
  }
}
