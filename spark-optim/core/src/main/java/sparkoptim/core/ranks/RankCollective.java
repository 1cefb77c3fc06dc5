// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

import java.util.function.LongConsumer;
import sparkoptim.core.reduce.AlignedSubtrees;
import sparkoptim.core.sharded.Collective;
import sparkoptim.core.sharded.CommunicationCost;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardRequest;

/** One rank's view of a run of several ranks. Used by that rank's thread. */
public abstract class RankCollective implements Collective {
  final ExecutorNode node;
  final int rank;
  final AlignedSubtrees ofRanks;
  final AlignedSubtrees ofNodes;
  final int[] zeros;
  final int length;
  private final LongConsumer check;
  final ShardGroup shards;
  private final CommunicationCost communicationCost = new CommunicationCost();
  double vote;
  boolean agreed;
  int turn;

  RankCollective(ExecutorNode node, int rank, ShardGroup shards, LongConsumer check) {
    this.node = node;
    this.rank = rank;
    this.shards = shards;
    this.check = check;
    ofRanks = node.shardsOfRanks();
    ofNodes = node.shardsOfNodes();
    zeros = new int[ofRanks.count()];
    length = node.layout.dimension() + 1;
  }

  /**
   * Returns a rank of a node.
   *
   * @param shards the rank's own, which stay the caller's to close
   * @param check throws where the rank must stop; called now and then while it waits for others of
   *     its node, with the nanoseconds of this wait
   */
  public static RankCollective of(
      ExecutorNode node, int rank, ShardGroup shards, LongConsumer check) {
    return node.layout.split()
        ? new PartitionedRank(node, rank, shards, check)
        : new ReplicatedRank(node, rank, shards, check);
  }

  /** Asks that the round ends; only what the first rank asks for counts. */
  public void vote() {
    vote = 1;
  }

  /** Returns whether the first rank asked before the latest sum: the same on every rank. */
  public boolean agreed() {
    return agreed;
  }

  @Override
  public final double allReduce(
      ShardRequest request, double[] point, double[] result, PartValue value) {
    double[][] headers = nextHeaders();
    answer(request, node.sums[turn]);
    if (rank == 0) {
      headers[0][stopFlagAt(0)] = vote;
    }
    double total = add(node.sums[turn], headers, point, result, value);
    agreed = headers[0][stopFlagAt(0)] != 0;
    return total;
  }

  /** All ranks' sums go to all nodes, and every rank has the total. */
  @Override
  public final void allReduce(ShardRequest request, double[] result) {
    turn = 1 - turn;
    WholeSums all = node.wholeSums(result.length + 1);
    double[][] sums = all.ofRanks[turn];
    if (all.oneBuffer) {
      barrier();
    }
    answer(request, sums);
    if (rank == 0) {
      sums[0][result.length] = vote;
    }
    barrier();
    int shards = node.layout.shards();
    if (alone()) {
      agreed = sums[0][result.length] != 0;
      ofRanks.sum(0, shards, sums, zeros, 0, result.length, result, 0);
      return;
    }
    if (all.hypercube != null) {
      if (leads()) {
        addOverHypercube(all.hypercube, sums, sums[0] == null ? 0 : sums[0][result.length]);
      }
      barrier();
      double[] total = all.hypercube.total();
      agreed = total[result.length] != 0;
      System.arraycopy(total, 0, result, 0, result.length);
      return;
    }
    if (leads()) {
      int me = node.number;
      for (int piece = ofNodes.first(me); piece < ofNodes.first(me + 1); piece++) {
        int to = ofNodes.start(piece + 1);
        double[] target = all.ofNodes[piece];
        ofRanks.sum(
            ofNodes.start(piece), to, sums, zeros, 0, all.length, target, all.ofNodesAt[piece]);
      }
      double[] mine = all.ofNodes[ofNodes.first(me)];
      for (int peer : node.peers()) {
        all.sendReceive(this, peer, mine, all.ofNodes[ofNodes.first(peer)]);
      }
    }
    barrier();
    agreed = all.ofNodes[0][result.length] != 0;
    ofNodes.sum(0, shards, all.ofNodes, all.ofNodesAt, 0, result.length, result, 0);
  }

  /**
   * Adds this node's sums and then those of all. Each has the first rank's vote behind it: 0 in all
   * pieces but the first, so that the total has it, too.
   */
  final void addOverHypercube(HypercubeSum all, double[][] sums, double firstVote) {
    double[] own = all.own();
    int count = all.total().length - 1;
    int me = node.number;
    int at = 0;
    for (int piece = ofNodes.first(me); piece < ofNodes.first(me + 1); piece++) {
      int start = ofNodes.start(piece);
      ofRanks.sum(start, ofNodes.start(piece + 1), sums, zeros, 0, count, own, at);
      at += count;
      own[at++] = piece == 0 ? firstVote : 0;
    }
    all.exchange(this);
  }

  /** Adds the sums of all ranks; returns the total of the values. */
  abstract double add(
      double[][] sums, double[][] headers, double[] point, double[] result, PartValue value);

  /** Computes the sums of this rank's shards by piece. */
  private void answer(ShardRequest request, double[][] sums) {
    int first = ofRanks.start(ofRanks.first(rank));
    for (int piece = ofRanks.first(rank); piece < ofRanks.first(rank + 1); piece++) {
      int start = ofRanks.start(piece);
      shards.answer(request, start - first, ofRanks.start(piece + 1) - first, sums[piece]);
    }
  }

  /** Returns the notes of the next exchange: those before may still be read. */
  final double[][] nextHeaders() {
    turn = 1 - turn;
    return node.headers[turn];
  }

  final int stopFlagAt(int ofNode) {
    return node.headerLayout(ofNode).stopFlagAt();
  }

  final boolean leads() {
    return rank == node.firstRank;
  }

  final boolean alone() {
    return node.layout.nodes() == 1;
  }

  @Override
  public final CommunicationCost communicationCost() {
    return communicationCost;
  }

  /** Waits for all ranks of the node. */
  final void barrier() {
    if (node.members > 1) {
      long start = System.nanoTime();
      node.barrier(rank, check);
      communicationCost.waitNanos += System.nanoTime() - start;
    }
  }

  /** Swaps with another node; only the rank that leads does. */
  final void sendReceive(
      int peer, double[] out, int outFrom, int outCount, double[] in, int inFrom, int inCount) {
    long start = System.nanoTime();
    node.sendReceive(peer, out, outFrom, outCount, in, inFrom, inCount);
    communicationCost.exchangeNanos += System.nanoTime() - start;
    communicationCost.bytes += (long) inCount * Double.BYTES;
  }
}
