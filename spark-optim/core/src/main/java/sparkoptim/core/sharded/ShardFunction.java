// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import sparkoptim.core.reduce.IndexSlots;

/** One shard's rows and what can be computed of them. Used by one thread at a time. */
public interface ShardFunction {
  /**
   * Answers a request.
   *
   * @param result overwritten: one value per coordinate, then the sum of weighted row losses; for
   *     other kinds of request as {@link ShardRequest.Kind} says
   */
  void answer(ShardRequest request, double[] result);

  /**
   * Takes the slopes of all rows at a snapshot from whoever has computed them, instead of computing
   * them when they are first needed.
   *
   * @param memory the snapshot's, as a request would name it
   * @param at where in {@code slopes} those of this shard's rows begin, row after row in storage
   *     order
   */
  default void remember(long memory, double[] slopes, int at) {
    throw new UnsupportedOperationException("this shard remembers no slopes");
  }

  /**
   * Adds the coordinates in which the rows of a mini-batch have entries: a step towards {@link
   * #answerTouched}, which comes next.
   *
   * @throws UnsupportedOperationException where rows are not sparse
   */
  default void touch(ShardRequest request, IndexSlots slots) {
    throw new UnsupportedOperationException("the rows of this shard are not sparse");
  }

  /**
   * Answers the request that was given to {@link #touch}, by slot.
   *
   * @param slots number of slots in use, those of other shards included
   * @param result overwritten: one value per slot, then the sum of weighted row losses
   */
  default void answerTouched(ShardRequest request, int slots, double[] result) {
    throw new UnsupportedOperationException("the rows of this shard are not sparse");
  }
}
