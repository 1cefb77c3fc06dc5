package sparkoptim.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sparkoptim.core.ranks.Layout;
import sparkoptim.engine.exchange.Pass;

/**
 * Who does what in a round: settled once all tasks have arrived, by where the blocks are.
 *
 * @param layout of ranks, shards and coordinates
 * @param executors of the nodes, in order: one arrival each
 * @param rankOfPartition the rank of each task
 * @param pass that executors show each other
 */
record RoundPlan(Layout layout, List<Arrival> executors, int[] rankOfPartition, Pass pass)
    implements Serializable {

  /** Executors own shards in the order of those that lie there, so that most are read in place. */
  static RoundPlan of(int dimension, int shards, List<Arrival> arrivals, Pass pass) {
    Map<String, List<Arrival>> byExecutor = new HashMap<>();
    for (Arrival arrival : arrivals) {
      byExecutor.computeIfAbsent(arrival.executor(), id -> new ArrayList<>()).add(arrival);
    }
    List<List<Arrival>> nodes = new ArrayList<>(byExecutor.values());
    nodes.sort(
        Comparator.comparingDouble((List<Arrival> node) -> middle(node.get(0).shards()))
            .thenComparing(node -> node.get(0).executor()));
    int[] rankOfPartition = new int[arrivals.size()];
    int rank = 0;
    for (List<Arrival> node : nodes) {
      node.sort(Comparator.comparingInt(Arrival::partition));
      for (Arrival arrival : node) {
        rankOfPartition[arrival.partition()] = rank++;
      }
    }
    Layout layout = Layout.of(dimension, shards, nodes.stream().map(List::size).toList());
    List<Arrival> executors = new ArrayList<>();
    nodes.forEach(node -> executors.add(node.get(0)));
    return new RoundPlan(layout, executors, rankOfPartition, pass);
  }

  private static double middle(int[] shards) {
    return Arrays.stream(shards).average().orElse(Double.MAX_VALUE);
  }

  /** The node of an executor. */
  int node(String executor) {
    for (int node = 0; node < executors.size(); node++) {
      if (executors.get(node).executor().equals(executor)) {
        return node;
      }
    }
    throw new IllegalStateException("executor " + executor + " is not in the round");
  }
}
