// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sparkoptim.core.ranks.Layout;
import sparkoptim.engine.exchange.RoundToken;

/**
 * Assigns the work of a round to tasks. It is made when all tasks have arrived, from where the
 * blocks are.
 *
 * @param layout of ranks, shards and coordinates
 * @param executors of the nodes, in order: one arrival each
 * @param rankOfPartition the rank of each task
 * @param token that executors show each other
 */
record RoundPlan(
    Layout layout, List<TaskRegistration> executors, int[] rankOfPartition, RoundToken token)
    implements Serializable {

  /** Executors own shards in the order of those that are there, so that most are read in place. */
  static RoundPlan of(
      int dimension, int shards, List<TaskRegistration> registrations, RoundToken token) {
    Map<String, List<TaskRegistration>> byExecutor = new HashMap<>();
    for (TaskRegistration registration : registrations) {
      byExecutor
          .computeIfAbsent(registration.executor(), id -> new ArrayList<>())
          .add(registration);
    }
    List<List<TaskRegistration>> nodes = new ArrayList<>(byExecutor.values());
    nodes.sort(
        Comparator.comparingDouble((List<TaskRegistration> node) -> middle(node.get(0).shards()))
            .thenComparing(node -> node.get(0).executor()));
    int[] rankOfPartition = new int[registrations.size()];
    int rank = 0;
    for (List<TaskRegistration> node : nodes) {
      node.sort(Comparator.comparingInt(TaskRegistration::partition));
      for (TaskRegistration registration : node) {
        rankOfPartition[registration.partition()] = rank++;
      }
    }
    Layout layout = Layout.of(dimension, shards, nodes.stream().map(List::size).toList());
    List<TaskRegistration> executors = new ArrayList<>();
    nodes.forEach(node -> executors.add(node.get(0)));
    return new RoundPlan(layout, executors, rankOfPartition, token);
  }

  private static double middle(int[] shards) {
    return Arrays.stream(shards).average().orElse(Double.MAX_VALUE);
  }

  /** Returns the node of an executor. */
  int node(String executor) {
    for (int node = 0; node < executors.size(); node++) {
      if (executors.get(node).executor().equals(executor)) {
        return node;
      }
    }
    throw new IllegalStateException("executor " + executor + " is not in the round");
  }
}
