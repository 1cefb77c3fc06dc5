// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import sparkoptim.core.ranks.ExecutorNode;

/** The registry through which the tasks of a round in one executor find each other. */
final class ExecutorNodes {
  private static final Map<String, Entry> NODES = new ConcurrentHashMap<>();

  private ExecutorNodes() {}

  /**
   * The objects that the tasks of a round share in this executor.
   *
   * @param links that the node exchanges over; the first rank's to connect and to close
   */
  record Shared(ExecutorNode node, NodeLinks links) {}

  private record Entry(Shared shared, int staying) {}

  /** Returns what a round's tasks share in this executor; the first caller creates it. */
  static Shared join(String round, int members, Supplier<Shared> made) {
    return NODES.computeIfAbsent(round, key -> new Entry(made.get(), members)).shared();
  }

  /** Every task that joined leaves; the last one lets the node go. */
  static void leave(String round) {
    NODES.computeIfPresent(
        round,
        (key, entry) ->
            entry.staying() == 1 ? null : new Entry(entry.shared(), entry.staying() - 1));
  }

  /** Returns the number of rounds under way here. */
  static int count() {
    return NODES.size();
  }
}
