// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import sparkoptim.core.LazyPoint;
import sparkoptim.core.Space;
import sparkoptim.core.reduce.SparseSum;

/**
 * How one rank of a run reaches all shards and all other ranks, by the collectives of MPI:
 * all-gather for vectors of which every rank holds a part, all-reduce for sums over all shards.
 * Every method is collective: all ranks call it, in one order.
 */
public interface Collective {
  /** Vectors that every shard has to see whole. */
  enum Whole {
    /** The point at which gradients are taken. */
    POINT,
    /** Where the slopes were remembered. */
    SNAPSHOT,
    /** The constant part of single-row steps. */
    DRIFT
  }

  /** A number of a range of held coordinates of a point, which sums over ranges. */
  @FunctionalInterface
  interface PartValue {
    /** Of the held coordinates {@code from} to {@code to}; {@code from} starts a block. */
    double of(double[] point, int from, int to);
  }

  /** Returns the part of vectors that is held here. */
  Space space();

  /**
   * Returns a whole vector of which every rank holds a part.
   *
   * @return all coordinates; {@code part} itself where it is all, else good until the next gather
   *     of the same vector
   */
  double[] allGather(Whole vector, double[] part);

  /**
   * Asks all shards and adds their answers in the fixed tree.
   *
   * @param point held part of the point, of which the values are
   * @param result receives the held part of the sum, and after it the sum of losses
   * @param value added over all ranks' parts along the way
   * @return the sum of values
   */
  double allReduce(ShardRequest request, double[] point, double[] result, PartValue value);

  /**
   * Asks all shards and adds their answers in the fixed tree, for every rank whole and as they are:
   * never narrowed on the way.
   *
   * @param result receives the sum; its length is that of an answer
   */
  void allReduce(ShardRequest request, double[] result);

  /**
   * Returns whether sums may be of the touched coordinates alone; needs vectors that are whole
   * everywhere.
   */
  default boolean sumsSparsely() {
    return false;
  }

  /**
   * {@link #allReduce} of a mini-batch of sparse rows: of the coordinates in which its rows have
   * entries, with the same bits.
   *
   * @param point whose touched coordinates are brought up to date; null where none lag behind
   * @param result receives the touched coordinates, their sums, and after them the sum of losses
   */
  default void allReduce(ShardRequest request, LazyPoint point, SparseSum result) {
    throw new UnsupportedOperationException("these ranks do not hold whole vectors");
  }

  /**
   * Returns whether the shards write to the arrays of the request itself, and not to copies of
   * them.
   */
  default boolean sharesMemory() {
    return false;
  }

  /** Returns the cost of communication so far; a new, empty one where all shards are local. */
  default CommunicationCost communicationCost() {
    return new CommunicationCost();
  }
}
