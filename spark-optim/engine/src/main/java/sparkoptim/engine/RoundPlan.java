// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sparkoptim.core.ranks.Layout;
import sparkoptim.core.ranks.Route;
import sparkoptim.core.sharded.ShardedObjective;
import sparkoptim.core.sharded.ShardedProblem;
import sparkoptim.engine.exchange.Peer;
import sparkoptim.engine.exchange.RoundToken;
import sparkoptim.engine.exchange.WireFormat;

/**
 * Assigns the work of a round to tasks. It is made when all tasks have arrived, from where the
 * blocks are, and stays on the driver: a task gets its {@link TaskPlan}.
 *
 * @param layout of ranks, shards and coordinates
 * @param executors of the nodes, in order: one arrival each
 * @param rankOfPartition the rank of each task
 * @param token that executors show each other
 * @param allMeet whether every node meets all others; else only its neighbours
 */
record RoundPlan(
    Layout layout,
    List<TaskRegistration> executors,
    int[] rankOfPartition,
    RoundToken token,
    boolean allMeet) {

  /** What the tasks of a round need beside their own registrations. */
  record Work(int dimension, int shards, boolean sparse, WireFormat wire) {
    static Work of(Training training, EngineSettings settings) {
      ShardedProblem problem = training.problem();
      boolean sparse = ShardedObjective.sparse(problem, training.batchSize());
      return new Work(problem.dimension(), problem.shards(), sparse, settings.wire());
    }
  }

  /** Executors own shards in the order of those that are there, so that most are read in place. */
  static RoundPlan of(Work work, List<TaskRegistration> registrations, RoundToken token) {
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
    List<Integer> ranksOfNode = nodes.stream().map(List::size).toList();
    Layout layout = Layout.of(work.dimension(), work.shards(), ranksOfNode);
    if (work.sparse()) {
      layout = layout.whole();
    }
    List<TaskRegistration> executors = new ArrayList<>();
    nodes.forEach(node -> executors.add(node.get(0)));
    boolean allMeet = layout.split() || work.sparse() || work.wire() == WireFormat.SINGLE;
    return new RoundPlan(layout, executors, rankOfPartition, token, allMeet);
  }

  private static double middle(int[] shards) {
    return Arrays.stream(shards).average().orElse(Double.MAX_VALUE);
  }

  /** Returns what a task has to know. */
  TaskPlan task(TaskRegistration registration) {
    int node = node(registration.executor());
    Peer[] nodes = new Peer[executors.size()];
    nodes[node] = peer(node);
    if (allMeet) {
      Arrays.setAll(nodes, this::peer);
    } else {
      for (int neighbour : Route.neighbours(nodes.length, node)) {
        nodes[neighbour] = peer(neighbour);
      }
    }
    return new TaskPlan(layout, rankOfPartition[registration.partition()], node, nodes, token);
  }

  private Peer peer(int node) {
    TaskRegistration there = executors.get(node);
    return new Peer(there.executor(), there.host(), there.port(), there.address());
  }

  private int node(String executor) {
    for (int node = 0; node < executors.size(); node++) {
      if (executors.get(node).executor().equals(executor)) {
        return node;
      }
    }
    throw new IllegalStateException("executor " + executor + " is not in the round");
  }
}
