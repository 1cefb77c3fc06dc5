// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

import java.util.function.LongConsumer;
import sparkoptim.core.LazyPoint;
import sparkoptim.core.Space;
import sparkoptim.core.WholeSpace;
import sparkoptim.core.reduce.SparseSum;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardRequest;

/**
 * A rank that holds all coordinates, as every rank does: sums go to all, in one hop or over the
 * {@link Hypercube}, and each makes the same steps. For short vectors.
 */
final class ReplicatedRank extends RankCollective {
  private final Space space;
  private SparseRanks sparse;

  ReplicatedRank(ExecutorNode node, int rank, ShardGroup shards, LongConsumer check) {
    super(node, rank, shards, check);
    space = new WholeSpace(node.layout.dimension());
  }

  @Override
  public Space space() {
    return space;
  }

  @Override
  public double[] allGather(Whole vector, double[] part) {
    return part;
  }

  @Override
  public boolean sumsSparsely() {
    return true;
  }

  @Override
  public void allReduce(ShardRequest request, LazyPoint point, SparseSum result) {
    if (sparse == null) {
      sparse = new SparseRanks(this);
    }
    sparse.sum(request, point, result);
  }

  @Override
  double add(
      double[][] sums, double[][] headers, double[] point, double[] result, PartValue value) {
    double total = value.of(point, 0, length - 1);
    barrier();
    int shards = node.layout.shards();
    if (alone()) {
      ofRanks.sum(0, shards, sums, zeros, 0, length, result, 0);
    } else if (node.hypercube != null) {
      if (leads()) {
        addOverHypercube(node.hypercube, sums, headers[0][stopFlagAt(0)]);
        headers[0][stopFlagAt(0)] = node.hypercube.total()[length];
      }
      barrier();
      System.arraycopy(node.hypercube.total(), 0, result, 0, length);
    } else {
      if (leads()) {
        sendToPeers(sums, headers);
      }
      barrier();
      ofNodes.sum(0, shards, node.nodeSums, node.nodeSumsAt, 0, length, result, 0);
    }
    return total;
  }

  /** One message to each node: its sums, and the vote behind them. */
  private void sendToPeers(double[][] sums, double[][] headers) {
    int me = node.number;
    for (int piece = ofNodes.first(me); piece < ofNodes.first(me + 1); piece++) {
      int from = ofNodes.start(piece);
      int to = ofNodes.start(piece + 1);
      double[] all = node.nodeSums[piece];
      ofRanks.sum(from, to, sums, zeros, 0, length, all, node.nodeSumsAt[piece]);
    }
    message(me)[messageLength(me) - 1] = headers[0][stopFlagAt(0)];
    node.round(message(me), 0, messageLength(me));
    for (int peer : node.peers()) {
      sendReceive(peer, message(me), 0, messageLength(me), message(peer), 0, messageLength(peer));
    }
    if (me != 0) {
      headers[0][stopFlagAt(0)] = message(0)[messageLength(0) - 1];
    }
  }

  private double[] message(int ofNode) {
    return node.nodeSums[ofNodes.first(ofNode)];
  }

  private int messageLength(int ofNode) {
    return (ofNodes.first(ofNode + 1) - ofNodes.first(ofNode)) * length + 1;
  }
}
