// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

import sparkoptim.core.LazyPoint;
import sparkoptim.core.reduce.AlignedSubtrees;
import sparkoptim.core.reduce.IndexSlots;
import sparkoptim.core.reduce.SparseSubtrees;
import sparkoptim.core.reduce.SparseSum;
import sparkoptim.core.reduce.SparseTree;
import sparkoptim.core.sharded.ShardRequest;

/**
 * Sparse sums of ranks that hold whole vectors. Every rank tells the coordinates that its rows
 * touch and their sums: to the ranks of its node in shared memory, then the node's first rank to
 * the other nodes in one hop, a message's length before it. All add the same numbers in the same
 * tree.
 */
final class SparseRanks {
  private final ReplicatedRank rank;
  private final ExecutorNode node;
  private final IndexSlots slots;
  private final SparseTree ofRanks;
  private final SparseTree ofNodes;
  private final double[] outLength = new double[2];
  private final double[] inLength = new double[2];
  private double[] out = {};
  private double[] in = {};

  SparseRanks(ReplicatedRank rank) {
    this.rank = rank;
    node = rank.node;
    int dimension = node.layout.dimension();
    slots = new IndexSlots(dimension);
    ofRanks = !rank.alone() && !rank.leads() ? null : new SparseTree(rank.ofRanks, dimension);
    ofNodes = rank.alone() ? null : new SparseTree(rank.ofNodes, dimension);
  }

  void sum(ShardRequest request, LazyPoint point, SparseSum result) {
    double[][] headers = rank.nextHeaders();
    SparseSubtrees[] told = node.sparse[rank.turn];
    answer(request, point, told[rank.rank]);
    int vote = rank.stopFlagAt(0);
    if (rank.rank == 0) {
      headers[0][vote] = rank.vote;
    }
    rank.barrier();
    SparseTree tree = ofRanks;
    if (rank.alone()) {
      tree.take(told, 0, node.members);
    } else {
      if (rank.leads()) {
        gather(told);
        exchange(headers[0], vote);
      }
      rank.barrier();
      tree = ofNodes;
      tree.take(node.sparseOfNodes, 0, node.layout.nodes());
    }
    if (point != null) {
      point.catchUp(tree.slots().indices(), tree.slots().count());
    }
    result.at(tree.slots());
    tree.sum(0, node.layout.shards(), result.values);
    rank.agreed = headers[0][vote] != 0;
  }

  /** Computes the sums of this rank's shards by piece. */
  private void answer(ShardRequest request, LazyPoint point, SparseSubtrees answer) {
    slots.clear();
    rank.shards.touch(request, slots);
    if (point != null) {
      point.catchUp(slots.indices(), slots.count());
    }
    answer.at(slots);
    AlignedSubtrees pieces = rank.ofRanks;
    int first = pieces.first(rank.rank);
    int start = pieces.start(first);
    for (int piece = first; piece < pieces.first(rank.rank + 1); piece++) {
      rank.shards.answerTouched(
          request,
          pieces.start(piece) - start,
          pieces.start(piece + 1) - start,
          slots.count(),
          answer.values(piece - first));
    }
  }

  /** Adds what this node's ranks tell. */
  private void gather(SparseSubtrees[] told) {
    ofRanks.take(told, node.firstRank, node.firstRank + node.members);
    SparseSubtrees all = node.sparseOfNodes[node.number];
    all.at(ofRanks.slots());
    int first = rank.ofNodes.first(node.number);
    for (int piece = first; piece < rank.ofNodes.first(node.number + 1); piece++) {
      int start = rank.ofNodes.start(piece);
      ofRanks.sum(start, rank.ofNodes.start(piece + 1), all.values(piece - first));
    }
  }

  /** One message to each node: the vote, then its sums, as this node too will take them. */
  private void exchange(double[] headers, int vote) {
    SparseSubtrees own = node.sparseOfNodes[node.number];
    int length = 1 + own.messageLength();
    out = atLeast(out, length);
    out[0] = headers[vote];
    own.write(out, 1);
    node.round(out, 0, length);
    own.read(out, 1);
    outLength[0] = SparseSubtrees.high(length);
    outLength[1] = SparseSubtrees.low(length);
    for (int peer : node.peers()) {
      rank.sendReceive(peer, outLength, 0, 2, inLength, 0, 2);
      int comes = SparseSubtrees.whole(inLength[0], inLength[1]);
      in = atLeast(in, comes);
      rank.sendReceive(peer, out, 0, length, in, 0, comes);
      node.sparseOfNodes[peer].read(in, 1);
      if (peer == 0) {
        headers[vote] = in[0];
      }
    }
  }

  private static double[] atLeast(double[] buffer, int length) {
    return buffer.length < length ? new double[length + length / 2] : buffer;
  }
}
