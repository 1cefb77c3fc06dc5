// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

import java.util.function.LongConsumer;
import sparkoptim.core.Space;
import sparkoptim.core.reduce.AlignedSubtrees;
import sparkoptim.core.reduce.FixedTree;
import sparkoptim.core.sharded.ShardGroup;

/**
 * A rank that holds a part of the coordinates: points are gathered from all, and each rank adds
 * what all ranks have for its part. For long vectors. A gather comes before every sum: once all
 * have met there, sums of the step before are free.
 */
final class PartitionedRank extends RankCollective {
  private final PartitionedSpace space;
  private final AlignedSubtrees blocks;
  private final double[] blockValues;
  private final double[] losses;

  PartitionedRank(ExecutorNode node, int rank, ShardGroup shards, LongConsumer check) {
    super(node, rank, shards, check);
    space = new PartitionedSpace(this, node.layout);
    blocks = node.blocksOfRanks();
    blockValues = new double[blocks.count()];
    losses = new double[Math.max(ofRanks.count(), ofNodes.count())];
  }

  /** A number of a range of held coordinates, for several products. */
  @FunctionalInterface
  interface Product {
    double of(int product, int from, int to);
  }

  @Override
  public Space space() {
    return space;
  }

  @Override
  public double[] allGather(Whole vector, double[] part) {
    double[] whole = node.whole(vector);
    System.arraycopy(part, 0, whole, space.offset(), part.length);
    barrier();
    if (!alone()) {
      if (leads()) {
        int from = node.first(node.number);
        int count = node.first(node.number + 1) - from;
        node.round(whole, from, count);
        for (int peer : node.peers()) {
          int peerFrom = node.first(peer);
          sendReceive(peer, whole, from, count, whole, peerFrom, node.first(peer + 1) - peerFrom);
        }
      }
      barrier();
    }
    return whole;
  }

  @Override
  double add(
      double[][] sums, double[][] headers, double[] point, double[] result, PartValue value) {
    int size = space.size();
    putHeader(headers, 0, (product, from, to) -> value.of(point, from, to));
    barrier();
    int shards = node.layout.shards();
    if (alone()) {
      ofRanks.sum(0, shards, sums, zeros, space.offset(), size, result, 0);
      for (int piece = 0; piece < ofRanks.count(); piece++) {
        losses[piece] = sums[piece][length - 1];
      }
      result[size] = ofRanks.sum(losses);
    } else {
      addNode(sums);
      barrier();
      if (leads()) {
        sendToPeers(headers);
      }
      barrier();
      ofNodes.sum(0, shards, node.nodeSums, node.nodeSumsAt, space.offset(), size, result, 0);
      for (int ofNode = 0; ofNode < node.layout.nodes(); ofNode++) {
        int first = ofNodes.first(ofNode);
        System.arraycopy(headers[ofNode], 0, losses, first, losses(ofNode));
      }
      result[size] = ofNodes.sum(losses);
    }
    return total(headers, 0);
  }

  /** This rank's share of adding the ranks' sums to the node's. */
  private void addNode(double[][] sums) {
    if (node.members == 1) {
      return;
    }
    int member = rank - node.firstRank;
    int from = (int) ((long) length * member / node.members);
    int count = (int) ((long) length * (member + 1) / node.members) - from;
    int me = node.number;
    for (int piece = ofNodes.first(me); piece < ofNodes.first(me + 1); piece++) {
      int start = ofNodes.start(piece);
      int end = ofNodes.start(piece + 1);
      ofRanks.sum(start, end, sums, zeros, from, count, node.nodeSums[piece], from);
    }
  }

  /** Tells every node its coordinates of this node's sums; the notes go first. */
  private void sendToPeers(double[][] headers) {
    int me = node.number;
    int first = ofNodes.first(me);
    for (int k = 0; k < losses(me); k++) {
      headers[me][k] = node.nodeSums[first + k][length - 1];
    }
    node.round(headers[me], 0, headerLength(me, 1));
    int own = node.first(me + 1) - node.first(me);
    for (int peer : node.peers()) {
      sendReceive(
          peer, headers[me], 0, headerLength(me, 1), headers[peer], 0, headerLength(peer, 1));
      int theirFrom = node.first(peer);
      int theirs = node.first(peer + 1) - theirFrom;
      for (int k = 0; k < Math.max(losses(me), losses(peer)); k++) {
        boolean sends = k < losses(me);
        boolean receives = k < losses(peer);
        double[] in = node.nodeSums[receives ? ofNodes.first(peer) + k : ofNodes.first(peer)];
        double[] out = node.nodeSums[sends ? first + k : first];
        sendReceive(peer, out, theirFrom, sends ? theirs : 0, in, 0, receives ? own : 0);
      }
    }
  }

  /** Inner products or other values of all parts. */
  void products(int count, Product product, double[] results, int resultsAt) {
    double[][] headers = nextHeaders();
    for (int i = 0; i < count; i++) {
      putHeader(headers, i, product);
    }
    barrier();
    if (!alone()) {
      if (leads()) {
        int me = node.number;
        int from = node.headerLayout(me).productAt(0);
        node.round(headers[me], from, headerLength(me, count) - from);
        for (int peer : node.peers()) {
          int peerFrom = node.headerLayout(peer).productAt(0);
          sendReceive(
              peer,
              headers[me],
              from,
              headerLength(me, count) - from,
              headers[peer],
              peerFrom,
              headerLength(peer, count) - peerFrom);
        }
      }
      barrier();
    }
    for (int i = 0; i < count; i++) {
      results[resultsAt + i] = total(headers, i);
    }
  }

  /** Writes a value of each of this rank's pieces of blocks. */
  private void putHeader(double[][] headers, int product, Product value) {
    int me = node.number;
    int ofNode = blocks.first(node.firstRank);
    int at = node.headerLayout(me).productAt(product) - ofNode;
    for (int piece = blocks.first(rank); piece < blocks.first(rank + 1); piece++) {
      headers[me][at + piece] = value.of(product, held(piece), held(piece + 1));
    }
  }

  private int held(int piece) {
    long coordinate = (long) blocks.start(piece) * FixedTree.BLOCK;
    return (int) Math.min(node.layout.dimension(), coordinate) - space.offset();
  }

  private double total(double[][] headers, int product) {
    for (int ofNode = 0; ofNode < node.layout.nodes(); ofNode++) {
      int first = blocks.first(node.layout.firstRank(ofNode));
      HeaderLayout layout = node.headerLayout(ofNode);
      int at = layout.productAt(product);
      System.arraycopy(headers[ofNode], at, blockValues, first, layout.blocks());
    }
    return blocks.sum(blockValues);
  }

  private int losses(int ofNode) {
    return node.headerLayout(ofNode).losses();
  }

  private int headerLength(int ofNode, int products) {
    return node.headerLayout(ofNode).length(products);
  }
}
