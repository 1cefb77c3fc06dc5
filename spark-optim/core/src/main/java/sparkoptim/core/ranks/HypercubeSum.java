// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

import java.util.ArrayList;
import java.util.List;
import sparkoptim.core.reduce.AlignedSubtrees;

/**
 * Sums of one length over the subtrees of all nodes, along the {@link Hypercube}. Blocks that meet
 * are neighbours, so what they own together is a range of shards: they tell each other the sums of
 * the largest subtrees in their ranges, and both join them to those of the range of the two. Only
 * whole subtrees of the fixed tree are ever added, and each in its order: the bits are those of one
 * hop. At the first levels they may swap halves of the elements, which come back in the end.
 *
 * <p>A node's first rank uses it; memory is a few sums, whatever the number of nodes.
 */
final class HypercubeSum {
  private static final double[] NOTHING = {};

  private final Hypercube cube;
  private final int length;
  private final double[] own;
  private final double[] total;
  private final Joining companion;
  private final List<LevelSwap> swaps = new ArrayList<>();
  private double[] held;
  private double[] joined;
  private double[] outgoing;
  private double[] incoming;

  /**
   * Creates the sum of a node.
   *
   * @param cuts first shard of each node, and the number of shards
   */
  HypercubeSum(int me, int[] cuts, int length, int halvings) {
    this.length = length;
    cube = new Hypercube(cuts.length - 1, me);
    AlignedSubtrees ofNodes = new AlignedSubtrees(cuts);
    own = new double[Math.multiplyExact(pieces(ofNodes, me), length)];
    total = new double[length];
    if (!cube.leads()) {
      companion = null;
      return;
    }
    AlignedSubtrees below = new AlignedSubtrees(cube.cuts(0, cuts));
    companion =
        cube.companion() < 0
            ? null
            : new Joining(ofNodes, me, cube.companion(), below, cube.block(0));
    int from = 0;
    int to = length;
    for (int level = 0; level < cube.levels(); level++) {
      AlignedSubtrees above = new AlignedSubtrees(cube.cuts(level + 1, cuts));
      LevelSwap swap = new LevelSwap(level, below, above, from, to, level < halvings);
      swaps.add(swap);
      from = swap.keepFrom;
      to = swap.keepTo;
      below = above;
    }
    allocate();
  }

  private void allocate() {
    int most = 0;
    int mostOut = 0;
    int mostIn = 0;
    if (companion != null) {
      most = Math.multiplyExact(companion.pieces(), length);
      mostIn = Math.multiplyExact(companion.others, length);
    }
    for (LevelSwap swap : swaps) {
      int kept = swap.keepTo - swap.keepFrom;
      most = Math.max(most, Math.multiplyExact(swap.joining.pieces(), kept));
      mostOut = Math.max(mostOut, swap.packs() ? swap.outCount() : 0);
      mostIn = Math.max(mostIn, swap.inCount());
    }
    held = new double[most];
    joined = new double[most];
    outgoing = new double[mostOut];
    incoming = new double[mostIn];
  }

  /** Returns where this node's sums belong, one piece behind the other; they stay as they are. */
  double[] own() {
    return own;
  }

  /** Returns the sum of all, after {@link #exchange}. */
  double[] total() {
    return total;
  }

  /** Adds up what all nodes have. */
  void exchange(RankCollective rank) {
    if (!cube.leads()) {
      rank.sendReceive(cube.companion(), own, 0, own.length, NOTHING, 0, 0);
      rank.sendReceive(cube.companion(), NOTHING, 0, 0, total, 0, length);
      return;
    }
    double[] sums = own;
    if (companion != null) {
      int count = companion.others * length;
      rank.sendReceive(cube.companion(), NOTHING, 0, 0, incoming, 0, count);
      companion.join(sums, length, 0, incoming, length, held, 0);
      sums = held;
    }
    for (LevelSwap swap : swaps) {
      double[] result = swap == last() ? total : sums == held ? joined : held;
      swap.meet(rank, sums, result);
      sums = result;
    }
    for (int level = swaps.size() - 1; level >= 0; level--) {
      swaps.get(level).swapBack(rank);
    }
    if (companion != null) {
      rank.sendReceive(cube.companion(), total, 0, length, NOTHING, 0, 0);
    }
  }

  private LevelSwap last() {
    return swaps.get(swaps.size() - 1);
  }

  private static int pieces(AlignedSubtrees subtrees, int owner) {
    return subtrees.first(owner + 1) - subtrees.first(owner);
  }

  /** Two neighbours' sums become those of the larger subtrees that they own together. */
  private static final class Joining {
    private final AlignedSubtrees below;
    private final AlignedSubtrees above;
    private final int block;
    private final int first;
    private final int otherFirst;
    private final int mine;
    private final int others;
    private final double[][] values;
    private final int[] at;

    /**
     * @param owner whose sums are here, and {@code other}, whose sums come, of those below
     * @param block of the two above
     */
    Joining(AlignedSubtrees below, int owner, int other, AlignedSubtrees above, int block) {
      this.below = below;
      this.above = above;
      this.block = block;
      first = below.first(owner);
      otherFirst = below.first(other);
      mine = HypercubeSum.pieces(below, owner);
      others = HypercubeSum.pieces(below, other);
      values = new double[below.count()][];
      at = new int[below.count()];
    }

    int pieces() {
      return HypercubeSum.pieces(above, block);
    }

    /**
     * Joins {@code count} elements of every piece: of this side those from {@code from} on.
     *
     * @param length of this side's pieces
     */
    void join(
        double[] sums,
        int length,
        int from,
        double[] came,
        int count,
        double[] result,
        int resultAt) {
      put(first, mine, sums, length, from);
      put(otherFirst, others, came, count, 0);
      int piece = above.first(block);
      for (int k = 0; k < pieces(); k++, piece++) {
        int place = resultAt + k * count;
        below.sum(above.start(piece), above.start(piece + 1), values, at, 0, count, result, place);
      }
    }

    private void put(int firstPiece, int count, double[] sums, int length, int from) {
      for (int k = 0; k < count; k++) {
        values[firstPiece + k] = sums;
        at[firstPiece + k] = k * length + from;
      }
    }
  }

  /** One level: what two leaders swap, of the elements {@code from} to {@code to}. */
  private final class LevelSwap {
    private final int partner;
    private final Joining joining;
    private final int from;
    private final int to;
    private final int keepFrom;
    private final int keepTo;
    private final boolean halves;
    private final int theirsFrom;
    private final int theirs;

    LevelSwap(
        int level, AlignedSubtrees below, AlignedSubtrees above, int from, int to, boolean halves) {
      partner = cube.partner(level);
      int block = cube.block(level);
      joining = new Joining(below, block, block ^ 1, above, block >> 1);
      this.from = from;
      this.to = to;
      this.halves = halves;
      int middle = from + (to - from) / 2;
      boolean lower = cube.isLower(level);
      keepFrom = halves && !lower ? middle : from;
      keepTo = halves && lower ? middle : to;
      theirsFrom = halves && lower ? middle : from;
      theirs = (halves && !lower ? middle : to) - theirsFrom;
    }

    /** Returns whether what goes out is in several places. */
    boolean packs() {
      return halves && joining.mine > 1;
    }

    int outCount() {
      return Math.multiplyExact(joining.mine, theirs);
    }

    int inCount() {
      return Math.multiplyExact(joining.others, keepTo - keepFrom);
    }

    void meet(RankCollective rank, double[] sums, double[] result) {
      int size = to - from;
      double[] out = sums;
      int outAt = theirsFrom - from;
      if (packs()) {
        for (int piece = 0; piece < joining.mine; piece++) {
          System.arraycopy(sums, piece * size + outAt, outgoing, piece * theirs, theirs);
        }
        out = outgoing;
        outAt = 0;
      }
      rank.sendReceive(partner, out, outAt, outCount(), incoming, 0, inCount());
      int kept = keepTo - keepFrom;
      int resultAt = result == total ? keepFrom : 0;
      joining.join(sums, size, keepFrom - from, incoming, kept, result, resultAt);
    }

    /** Swaps halves of the total. */
    void swapBack(RankCollective rank) {
      if (halves) {
        rank.sendReceive(partner, total, keepFrom, keepTo - keepFrom, total, theirsFrom, theirs);
      }
    }
  }
}
