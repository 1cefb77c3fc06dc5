// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import sparkoptim.core.reduce.IndexSlots;

/**
 * Consecutive shards that are asked together, so that a device can answer for all of them at once.
 * Used by one thread at a time; what it holds outside the heap goes with {@link #close}.
 */
public interface ShardGroup extends AutoCloseable {
  /** Returns the number of shards. */
  int size();

  /**
   * Answers a request.
   *
   * @param from first shard, counted from the group's first, and {@code to} the one after the last:
   *     they are all leaves of a subtree of the fixed tree
   * @param result overwritten with the shards' sum in that tree: one value per coordinate, then the
   *     sum of weighted row losses
   */
  void answer(ShardRequest request, int from, int to, double[] result);

  /**
   * Adds the coordinates in which the rows of a mini-batch have entries, in all shards: a step
   * towards {@link #answerTouched}, which comes next.
   *
   * @throws UnsupportedOperationException where rows are not sparse
   */
  void touch(ShardRequest request, IndexSlots slots);

  /**
   * Answers the request that was given to {@link #touch}, by slot; else as {@link #answer}.
   *
   * @param slots number of slots in use, those of other groups included
   */
  void answerTouched(ShardRequest request, int from, int to, int slots, double[] result);

  /** Lets everything go; twice is once. */
  @Override
  void close();
}
