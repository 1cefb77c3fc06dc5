// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

import java.util.stream.IntStream;

/**
 * How nodes meet in few pairs instead of all. They form groups of one or two neighbours, as many as
 * the largest power of two allows; each group's first node leads it. At level k the leaders of
 * groups that differ in bit k alone meet, near ones first, so that after it a block of 2^(k+1)
 * neighbouring groups knows the same. A group's second node tells its leader before, and hears from
 * it afterwards. With 6 nodes:
 *
 * <pre>
 *   node       0     1   2     3     4   5
 *   group      0     1-- 1     2     3-- 3      before and after
 *   level 0    o-----o         o-----o
 *   level 1    o---------------o                groups 0 and 2
 *                    o---------------o          groups 1 and 3
 * </pre>
 */
final class Hypercube {
  private final int nodes;
  private final int me;
  private final int levels;
  private final int group;

  Hypercube(int nodes, int me) {
    this.nodes = nodes;
    this.me = me;
    levels = levels(nodes);
    int found = (int) (((long) me << levels) / nodes);
    while (found + 1 < groups() && leader(found + 1) <= me) {
      found++;
    }
    group = found;
  }

  /** Returns the number of levels among a number of nodes. */
  static int levels(int nodes) {
    return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(nodes);
  }

  int levels() {
    return levels;
  }

  private int groups() {
    return 1 << levels;
  }

  /** Returns the first node of a group; that of the one after the last is the number of nodes. */
  private int leader(int ofGroup) {
    return (int) (((long) nodes * ofGroup) >> levels);
  }

  boolean leads() {
    return me == leader(group);
  }

  /** Returns the other node of this node's group; -1 where there is none. */
  int companion() {
    int first = leader(group);
    if (leader(group + 1) - first == 1) {
      return -1;
    }
    return me == first ? first + 1 : first;
  }

  /** Returns all nodes that this one meets. */
  int[] neighbours() {
    IntStream group = companion() < 0 ? IntStream.empty() : IntStream.of(companion());
    IntStream partners = IntStream.range(0, leads() ? levels : 0).map(this::partner);
    return IntStream.concat(group, partners).toArray();
  }

  /** Returns the leader that this one meets at a level. */
  int partner(int level) {
    return leader(group ^ (1 << level));
  }

  /** Returns this node's block of groups below a level, and of all at the number of levels. */
  int block(int level) {
    return group >> level;
  }

  /** Returns whether this node's block is the lower one of the two that meet at a level. */
  boolean isLower(int level) {
    return (block(level) & 1) == 0;
  }

  /** Returns where the blocks below a level begin, of things cut at {@code cuts[node]}. */
  int[] cuts(int level, int[] cutsOfNodes) {
    int[] cuts = new int[(groups() >> level) + 1];
    for (int block = 0; block < cuts.length; block++) {
      cuts[block] = cutsOfNodes[leader(block << level)];
    }
    return cuts;
  }
}
