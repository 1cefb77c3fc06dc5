// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import sparkoptim.core.reduce.AlignedSubtrees;
import sparkoptim.core.reduce.SparseSubtrees;
import sparkoptim.core.sharded.Collective.Whole;

/**
 * The memory that the ranks of one node share: the sums of each rank, vectors that all read, and
 * the connection to the other nodes, which the node's first rank uses for all. Create one per node,
 * before its ranks.
 */
public final class ExecutorNode {
  final Layout layout;
  final int number;
  final int firstRank;
  final int members;

  /** Sums of this node's ranks by piece of ranks, in turn, so that nobody overtakes. */
  final double[][][] sums;

  /**
   * Sums of nodes by piece of nodes, element i at {@code i + nodeSumsAt}: of all elements, or of
   * another node those of the coordinates that this one holds.
   */
  final double[][] nodeSums;

  final int[] nodeSumsAt;

  /** Instead of them, where whole sums do not go to all nodes in one hop; else null. */
  final HypercubeSum hypercube;

  /** The values that travel with a sum, by turn and node, as its {@link HeaderLayout} says. */
  final double[][][] headers;

  private final HeaderLayout[] headerLayouts;

  /** The sparse sums of this node's ranks, by turn and rank. */
  final SparseSubtrees[][] sparse;

  /** The sparse sums of all nodes. */
  final SparseSubtrees[] sparseOfNodes;

  private final SpinBarrier barrier;
  private final PeerExchange exchange;
  private final int[] peers;
  private final IntFunction<Route> routes;
  private final Map<Integer, WholeSums> wholeSums = new HashMap<>();
  private final double[][] whole = new double[Whole.values().length][];

  /**
   * Creates a node of a layout.
   *
   * @param exchange with the other nodes; null where there is none
   */
  public ExecutorNode(Layout layout, int number, PeerExchange exchange) {
    this(layout, number, exchange, length -> Route.of(layout.nodes(), length));
  }

  /**
   * Creates a node of a layout.
   *
   * @param routes of sums of a length; all nodes have to take the same
   */
  public ExecutorNode(Layout layout, int number, PeerExchange exchange, IntFunction<Route> routes) {
    this.layout = layout;
    this.number = number;
    this.exchange = exchange;
    this.routes = routes;
    firstRank = layout.firstRank(number);
    members = layout.ranksOfNode().get(number);
    barrier = new SpinBarrier(members);
    peers = PeerOrder.of(layout.nodes(), number);
    AlignedSubtrees ofRanks = shardsOfRanks();
    sums = new double[2][ofRanks.count()][];
    for (int p = ofRanks.first(firstRank); p < ofRanks.first(firstRank + members); p++) {
      sums[0][p] = new double[layout.dimension() + 1];
      sums[1][p] = layout.split() ? sums[0][p] : new double[layout.dimension() + 1];
    }
    sparse = new SparseSubtrees[2][layout.ranks()];
    for (int rank = firstRank; rank < firstRank + members; rank++) {
      int pieces = ofRanks.first(rank + 1) - ofRanks.first(rank);
      sparse[0][rank] = new SparseSubtrees(pieces, layout.dimension());
      sparse[1][rank] = new SparseSubtrees(pieces, layout.dimension());
    }
    AlignedSubtrees blocks = blocksOfRanks();
    AlignedSubtrees ofNodes = shardsOfNodes();
    headerLayouts = new HeaderLayout[layout.nodes()];
    for (int node = 0; node < layout.nodes(); node++) {
      headerLayouts[node] =
          new HeaderLayout(
              ofNodes.first(node + 1) - ofNodes.first(node),
              layout.split()
                  ? blocks.first(layout.firstRank(node + 1)) - blocks.first(layout.firstRank(node))
                  : 0);
    }
    sparseOfNodes = new SparseSubtrees[layout.nodes()];
    for (int node = 0; node < layout.nodes(); node++) {
      sparseOfNodes[node] =
          new SparseSubtrees(ofNodes.first(node + 1) - ofNodes.first(node), layout.dimension());
    }
    nodeSums = new double[ofNodes.count()][];
    nodeSumsAt = new int[ofNodes.count()];
    hypercube = layout.split() ? null : hypercube(layout.dimension() + 2);
    headers = new double[2][layout.nodes()][];
    for (int node = 0; node < layout.nodes(); node++) {
      int length = headerLayouts[node].length(HeaderLayout.PRODUCTS);
      headers[0][node] = new double[length];
      headers[1][node] = new double[length];
      if (layout.nodes() > 1 && hypercube == null) {
        allocateSums(ofRanks, ofNodes, node);
      }
    }
  }

  private void allocateSums(AlignedSubtrees ofRanks, AlignedSubtrees ofNodes, int node) {
    int length = layout.dimension() + 1;
    int from = ofNodes.first(node);
    int to = ofNodes.first(node + 1);
    if (layout.split()) {
      for (int piece = from; piece < to; piece++) {
        boolean same = node == number && members == 1;
        nodeSums[piece] =
            same
                ? sums[0][ofRanks.first(firstRank) + piece - from]
                : new double[node == number ? length : lastCoordinate(number) - first(number)];
        nodeSumsAt[piece] = node == number ? 0 : -first(number);
      }
    } else {
      double[] all = new double[(to - from) * length + 1];
      for (int piece = from; piece < to; piece++) {
        nodeSums[piece] = all;
        nodeSumsAt[piece] = (piece - from) * length;
      }
    }
  }

  /** Returns the aligned subtrees of shards among ranks. */
  AlignedSubtrees shardsOfRanks() {
    int[] cuts = new int[layout.ranks() + 1];
    for (int rank = 0; rank < cuts.length; rank++) {
      cuts[rank] = layout.firstShard(rank);
    }
    return new AlignedSubtrees(cuts);
  }

  /** Returns the aligned subtrees of shards among nodes. */
  AlignedSubtrees shardsOfNodes() {
    return new AlignedSubtrees(shardCuts());
  }

  private int[] shardCuts() {
    int[] cuts = new int[layout.nodes() + 1];
    for (int node = 0; node < cuts.length; node++) {
      cuts[node] = layout.firstShard(layout.firstRank(node));
    }
    return cuts;
  }

  /**
   * Returns sums of a length over the hypercube; null where they go in one hop. Values that are
   * narrowed as they travel are narrowed once, and so do.
   */
  HypercubeSum hypercube(int length) {
    Route route = layout.nodes() == 1 || narrows() ? Route.ONE_HOP : routes.apply(length);
    return route.oneHop() ? null : new HypercubeSum(number, shardCuts(), length, route.halvings());
  }

  /** Returns the aligned subtrees of blocks of coordinates among ranks. */
  AlignedSubtrees blocksOfRanks() {
    int[] cuts = new int[layout.ranks() + 1];
    for (int rank = 0; rank < cuts.length; rank++) {
      cuts[rank] = layout.firstBlock(rank);
    }
    return new AlignedSubtrees(cuts);
  }

  /** Returns where the values are in a node's header. */
  HeaderLayout headerLayout(int node) {
    return headerLayouts[node];
  }

  /** Returns the first coordinate of a node where they are split. */
  int first(int node) {
    return layout.firstCoordinate(layout.firstRank(node));
  }

  /** Returns the coordinate after a node's last. */
  int lastCoordinate(int node) {
    return first(node + 1);
  }

  /** Returns the shared whole vector. */
  synchronized double[] whole(Whole vector) {
    int place = vector == Whole.POINT ? 0 : vector == Whole.SNAPSHOT ? 1 : 2;
    if (whole[place] == null) {
      whole[place] = new double[layout.dimension()];
    }
    return whole[place];
  }

  /** Returns the shared memory for sums that every rank gets whole, of a length. */
  synchronized WholeSums wholeSums(int length) {
    return wholeSums.computeIfAbsent(length, l -> new WholeSums(this, l));
  }

  /** Returns whether values travel between nodes as floats. */
  boolean narrows() {
    return exchange != null && exchange.narrows();
  }

  /** Waits for all ranks of the node. */
  void barrier(int rank, LongConsumer check) {
    barrier.await(rank - firstRank, check);
  }

  /** Ends the waits of all ranks of the node, because one of them failed. */
  public void fail(Throwable cause) {
    barrier.fail(cause);
  }

  /** Returns the other nodes, in the order in which all nodes find each other free. */
  int[] peers() {
    return peers;
  }

  /** See {@link PeerExchange#round}. */
  void round(double[] values, int from, int count) {
    exchange.round(values, from, count);
  }

  void sendReceive(
      int peer, double[] out, int outFrom, int outCount, double[] in, int inFrom, int inCount) {
    exchange.sendReceive(peer, out, outFrom, outCount, in, inFrom, inCount);
  }
}
