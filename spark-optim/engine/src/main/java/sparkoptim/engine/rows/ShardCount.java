// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import sparkoptim.core.PlainText;

/**
 * Computes the number of shards of a data set from its size and the method, never from the cluster.
 */
public final class ShardCount {
  /** The most shards. */
  public static final int MOST = 4096;

  /** A task holds a shard in memory, also if shards are on disk and executors are small. */
  static final long MOST_BYTES = 64L << 20;

  private static final long LOCAL_ROWS = 32_768;
  private static final long LOCAL_BYTES = 8L << 20;
  private static final int SYNCHRONOUS = 16;
  private static final long SUM_ROWS = 2_048;
  private static final long SUM_SHARD_BYTES = 8L << 20;
  private static final long SUM_BYTES = 256L << 20;
  private static final long MOST_SUMS = 1_024;
  private static final int BATCH_PART = 8;
  private static final int NETWORK_PART = 32;

  private ShardCount() {}

  /**
   * Returns the number for local steps: at least 32,768 rows and 8 MiB a shard, since averaging
   * fewer steps converges more slowly; but no more than 64 MiB, as a task has to hold it.
   */
  public static int forLocalSteps(long rows, long bytes) {
    return powerOfTwo(Math.min(rows / LOCAL_ROWS, bytes / LOCAL_BYTES), rows, bytes);
  }

  /**
   * Returns the number for mini-batches: at least 8 rows of a batch a shard, at most 16 shards;
   * more where one would hold more than 64 MiB, as a task has to hold it.
   */
  public static int forBatches(long rows, long bytes, long batchSize) {
    return powerOfTwo(Math.min(SYNCHRONOUS, batchSize / BATCH_PART), rows, bytes);
  }

  /**
   * Returns the number for sums over all rows, which shards do not touch: 8 MiB a shard, as a task
   * of Spark's costs a millisecond or two, and at least 16 shards of 2,048 rows, so that every core
   * has some; but no more than 256 MiB of sums.
   *
   * @param width columns of a row
   */
  public static int forSums(long rows, long bytes, int width) {
    long wanted = Math.max(bytes / SUM_SHARD_BYTES, Math.min(SYNCHRONOUS, rows / SUM_ROWS));
    long room = Math.max(1, SUM_BYTES / (Double.BYTES * (long) Math.max(1, width)));
    return powerOfTwo(Math.min(Math.min(wanted, MOST_SUMS), room), rows, bytes);
  }

  /**
   * Returns the number for mini-batches of networks: at least 32 rows of a batch a shard, as fewer
   * make slow matrix products.
   *
   * @param batchSize 0 for all rows
   */
  public static int forNetworks(long rows, long bytes, long batchSize) {
    long batch = batchSize == 0 ? rows : batchSize;
    return powerOfTwo(Math.min(SYNCHRONOUS, batch / NETWORK_PART), rows, bytes);
  }

  /**
   * Checks a number that a user gave.
   *
   * @throws IllegalArgumentException if it is no power of two up to {@value #MOST} or above the
   *     rows
   */
  public static int checked(int shards, long rows) {
    if (shards < 1 || shards > MOST || Integer.bitCount(shards) != 1) {
      throw new IllegalArgumentException(
          PlainText.of("numShards must be a power of two from 1 to %d, was %d", MOST, shards));
    }
    if (shards > rows) {
      throw new IllegalArgumentException(
          PlainText.of("numShards must be at most the number of rows, %d, was %d", rows, shards));
    }
    return shards;
  }

  private static int powerOfTwo(long wanted, long rows, long bytes) {
    long floor = Long.highestOneBit(Math.max(1, wanted));
    long needed = Long.highestOneBit(Math.max(1, 2 * ((bytes - 1) / MOST_BYTES)));
    return (int) Math.min(Math.max(floor, needed), Long.highestOneBit(Math.min(MOST, rows)));
  }
}
