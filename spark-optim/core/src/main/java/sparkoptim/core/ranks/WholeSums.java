// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

import sparkoptim.core.reduce.AlignedSubtrees;

/**
 * The memory that the ranks of one node share for sums of one length that every rank gets whole: a
 * gradient with what rides along, a few numbers of a line search, or a packed matrix. The last
 * element of a sum is the first rank's vote.
 */
final class WholeSums {
  /** Longer sums have one buffer, and the ranks meet before they fill it again. */
  private static final int LONGEST_IN_TURN = 1 << 16;

  /** Whole numbers below 2^22 that make a double; a float holds each. */
  private static final int PARTS = 3;

  private static final int PART_BITS = 22;

  final int length;

  /** Whether ranks have to meet before they write. */
  final boolean oneBuffer;

  /** By turn and piece of ranks; of this node's ranks alone. */
  final double[][][] ofRanks;

  /** By piece of nodes, element i of a piece at {@code i + ofNodesAt}. */
  final double[][] ofNodes;

  final int[] ofNodesAt;

  /** Instead of them, where sums do not go to all nodes in one hop; else null. */
  final HypercubeSum hypercube;

  private final double[] narrowOut;
  private final double[] narrowIn;

  /**
   * Creates the memory of a node.
   *
   * @param length of the sums, the vote included
   */
  WholeSums(ExecutorNode node, int length) {
    this.length = length;
    oneBuffer = length > LONGEST_IN_TURN;
    AlignedSubtrees ranks = node.shardsOfRanks();
    AlignedSubtrees nodes = node.shardsOfNodes();
    ofRanks = new double[2][ranks.count()][];
    for (int p = ranks.first(node.firstRank); p < ranks.first(node.firstRank + node.members); p++) {
      ofRanks[0][p] = new double[length];
      ofRanks[1][p] = oneBuffer ? ofRanks[0][p] : new double[length];
    }
    ofNodes = new double[nodes.count()][];
    ofNodesAt = new int[nodes.count()];
    hypercube = node.hypercube(length);
    boolean oneHop = node.layout.nodes() > 1 && hypercube == null;
    int most = 0;
    for (int k = 0; oneHop && k < node.layout.nodes(); k++) {
      int first = nodes.first(k);
      int pieces = nodes.first(k + 1) - first;
      most = Math.max(most, pieces);
      double[] all = new double[Math.multiplyExact(pieces, length)];
      for (int piece = 0; piece < pieces; piece++) {
        ofNodes[first + piece] = all;
        ofNodesAt[first + piece] = piece * length;
      }
    }
    boolean narrow = node.narrows() && most > 0;
    narrowOut = narrow ? new double[Math.multiplyExact(PARTS * most, length)] : null;
    narrowIn = narrow ? new double[narrowOut.length] : null;
  }

  /**
   * Swaps all pieces of this node for those of another; what travels as floats is cut into parts
   * that floats hold, as a search cannot work with rounded sums.
   */
  void sendReceive(RankCollective rank, int peer, double[] out, double[] in) {
    if (narrowOut == null) {
      rank.sendReceive(peer, out, 0, out.length, in, 0, in.length);
      return;
    }
    long mask = (1L << PART_BITS) - 1;
    for (int i = 0; i < out.length; i++) {
      long bits = Double.doubleToRawLongBits(out[i]);
      for (int part = 0; part < PARTS; part++) {
        narrowOut[PARTS * i + part] = (bits >>> (part * PART_BITS)) & mask;
      }
    }
    rank.sendReceive(peer, narrowOut, 0, PARTS * out.length, narrowIn, 0, PARTS * in.length);
    for (int i = 0; i < in.length; i++) {
      long bits = 0;
      for (int part = 0; part < PARTS; part++) {
        bits |= (long) narrowIn[PARTS * i + part] << (part * PART_BITS);
      }
      in[i] = Double.longBitsToDouble(bits);
    }
  }
}
