// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

import java.io.Serializable;
import java.util.List;
import sparkoptim.core.PlainText;
import sparkoptim.core.reduce.FixedTree;

/**
 * Assigns shards and coordinates to ranks: the ranks of a node are consecutive, every rank owns
 * consecutive shards, and where coordinates are split consecutive coordinates, cut at the blocks of
 * inner products.
 *
 * @param dimension of the vectors
 * @param shards at least one a rank
 * @param ranksOfNode number of ranks of each node
 * @param split whether every rank holds a part of the vectors, instead of all of them
 */
public record Layout(int dimension, int shards, List<Integer> ranksOfNode, boolean split)
    implements Serializable {
  /** Vectors above this length are split: updating them costs more than another meeting. */
  public static final int LONGEST_WHOLE = 8192;

  public Layout {
    ranksOfNode = List.copyOf(ranksOfNode);
    int ranks = ranksOfNode.stream().mapToInt(Integer::intValue).sum();
    if (ranks < 1 || ranks > shards) {
      throw new IllegalArgumentException(
          PlainText.of("ranks must be 1 to the number of shards, %d, was %d", shards, ranks));
    }
  }

  /** Splits long vectors. */
  public static Layout of(int dimension, int shards, List<Integer> ranksOfNode) {
    return new Layout(dimension, shards, ranksOfNode, dimension > LONGEST_WHOLE);
  }

  /** Returns the same with whole vectors everywhere. */
  public Layout whole() {
    return new Layout(dimension, shards, ranksOfNode, false);
  }

  /** Returns the number of ranks. */
  public int ranks() {
    return firstRank(nodes());
  }

  /** Returns the number of nodes. */
  public int nodes() {
    return ranksOfNode.size();
  }

  /** Returns the first rank of a node; that of the one after the last is the number of ranks. */
  public int firstRank(int node) {
    int first = 0;
    for (int before = 0; before < node; before++) {
      first += ranksOfNode.get(before);
    }
    return first;
  }

  /** Returns the first shard of a rank; that of the one after the last is the number of shards. */
  public int firstShard(int rank) {
    return (int) ((long) shards * rank / ranks());
  }

  /**
   * Returns the first block of coordinates of a rank; that of the one after the last is their
   * number.
   */
  int firstBlock(int rank) {
    return (int) ((long) FixedTree.blocks(dimension) * rank / ranks());
  }

  /**
   * Returns the first coordinate of a rank where they are split; after the last rank the dimension.
   */
  public int firstCoordinate(int rank) {
    return (int) Math.min(dimension, (long) firstBlock(rank) * FixedTree.BLOCK);
  }
}
