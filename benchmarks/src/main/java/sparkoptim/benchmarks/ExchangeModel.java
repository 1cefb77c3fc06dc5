// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;
import sparkoptim.core.ranks.Layout;
import sparkoptim.core.ranks.PeerExchange;
import sparkoptim.core.ranks.RankCollective;
import sparkoptim.core.ranks.Route;

/**
 * What a sum over many nodes takes, from what few nodes take: every message costs a node some
 * seconds of its processor, every byte some more, which are more again where nodes share the caches
 * of one machine, and between machines there is a network. Who sends what to whom is not modelled:
 * the product's own code runs, over connections that only write it down.
 *
 * @param message processor seconds of a message, both ways
 * @param value processor seconds of a byte that is sent or received, with its part of the addition
 * @param crowding what each node on the same machine adds to those of a byte
 */
record ExchangeModel(double message, double value, double crowding) {
  /** Messages of one node, in order. */
  record Message(int peer, long sent, long received) {}

  /** What a node does in a step. */
  record Load(double messages, double bytes) {}

  /**
   * A network between nodes of one processor each.
   *
   * @param latency seconds from node to node
   * @param bandwidth bytes a second of a node, in each direction
   */
  record Network(double latency, double bandwidth) {}

  /**
   * Something measured on one machine: a step's load of a node, and its processor seconds.
   *
   * @param ours whether it is of the way that the product takes
   */
  record Sample(int nodes, Load load, double cpuSeconds, boolean ours) {
    /** Returns what the model's three numbers are multiplied with. */
    private double[] factors() {
      return new double[] {load.messages(), load.bytes(), nodes * load.bytes()};
    }
  }

  /** Returns the messages of every node in a sum over whole vectors. */
  static List<List<Message>> schedule(Layout layout, IntFunction<Route> routes) {
    List<List<Message>> all = new ArrayList<>();
    double[] point = new double[layout.dimension()];
    double[] result = new double[layout.dimension() + 1];
    for (int node = 0; node < layout.nodes(); node++) {
      List<Message> messages = new ArrayList<>();
      PeerExchange notes =
          (peer, out, outFrom, outCount, in, inFrom, inCount) ->
              messages.add(
                  new Message(peer, (long) outCount * Double.BYTES, (long) inCount * Double.BYTES));
      RankCollective rank = ExchangeNodes.rank(layout, node, notes, routes);
      ExchangeNodes.add(rank, point, result);
      all.add(messages);
    }
    return all;
  }

  /** Returns the mean load of a node. */
  static Load load(List<List<Message>> schedule) {
    long messages = 0;
    long bytes = 0;
    for (List<Message> node : schedule) {
      messages += node.size();
      for (Message message : node) {
        bytes += message.sent() + message.received();
      }
    }
    double nodes = schedule.size();
    return new Load(messages / nodes, bytes / nodes);
  }

  /** Returns the model with the least sum of squared relative errors. */
  static ExchangeModel fit(List<Sample> samples) {
    int size = 3;
    double[][] equations = new double[size][size + 1];
    for (Sample sample : samples) {
      double[] factors = sample.factors();
      for (int row = 0; row < size; row++) {
        double part = factors[row] / sample.cpuSeconds();
        for (int column = 0; column < size; column++) {
          equations[row][column] += part * factors[column] / sample.cpuSeconds();
        }
        equations[row][size] += part;
      }
    }
    double[] found = solve(equations);
    return new ExchangeModel(found[0], found[1], found[2]);
  }

  /** Solves normal equations, which are positive definite. */
  private static double[] solve(double[][] equations) {
    int size = equations.length;
    for (int pivot = 0; pivot < size; pivot++) {
      for (int row = 0; row < size; row++) {
        double factor = row == pivot ? 0 : equations[row][pivot] / equations[pivot][pivot];
        for (int column = pivot; column <= size; column++) {
          equations[row][column] -= factor * equations[pivot][column];
        }
      }
    }
    double[] found = new double[size];
    for (int row = 0; row < size; row++) {
      found[row] = equations[row][size] / equations[row][row];
    }
    return found;
  }

  /** Returns what a node on a machine of {@code nodes} nodes needs. */
  double cpuSeconds(Load load, int nodes) {
    return message * load.messages() + (value + crowding * nodes) * load.bytes();
  }

  private double cpuSeconds(Message one) {
    return message + (value + crowding) * (one.sent() + one.received());
  }

  /** Returns the seconds of a sum over a network. */
  double seconds(List<List<Message>> schedule, Network network) {
    int nodes = schedule.size();
    double[] clock = new double[nodes];
    int[] next = new int[nodes];
    Deque<Integer> ready = new ArrayDeque<>();
    for (int node = 0; node < nodes; node++) {
      ready.add(node);
    }
    while (!ready.isEmpty()) {
      int node = ready.remove();
      List<Message> own = schedule.get(node);
      if (next[node] == own.size()) {
        continue;
      }
      Message message = own.get(next[node]);
      int peer = message.peer();
      if (next[peer] == schedule.get(peer).size()
          || schedule.get(peer).get(next[peer]).peer() != node) {
        continue; // It is looked at again after the peer's other messages.
      }
      long most = Math.max(message.sent(), message.received());
      double end =
          Math.max(clock[node], clock[peer])
              + network.latency()
              + most / network.bandwidth()
              + cpuSeconds(message);
      clock[node] = end;
      clock[peer] = end;
      next[node]++;
      next[peer]++;
      ready.add(node);
      ready.add(peer);
    }
    double last = 0;
    for (int node = 0; node < nodes; node++) {
      if (next[node] < schedule.get(node).size()) {
        throw new IllegalStateException("node %d waits for ever".formatted(node));
      }
      last = Math.max(last, clock[node]);
    }
    return last;
  }

  /** Returns what no way can beat: a message a doubling, and all values out and back once. */
  static double bound(int nodes, int dimension, Network network) {
    double levels = Math.ceil(Math.log(nodes) / Math.log(2));
    double bytes = 2.0 * dimension * Double.BYTES * (nodes - 1) / nodes;
    return levels * network.latency() + bytes / network.bandwidth();
  }
}
