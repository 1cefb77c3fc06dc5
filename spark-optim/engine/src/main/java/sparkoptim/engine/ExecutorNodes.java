package sparkoptim.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import sparkoptim.core.ranks.Node;

/** Where the tasks of a round that run in one executor find each other. */
final class ExecutorNodes {
  private static final Map<String, Entry> NODES = new ConcurrentHashMap<>();

  private ExecutorNodes() {}

  private record Entry(Node node, int staying) {}

  /** The node of a round in this executor, made by whoever comes first. */
  static Node join(String round, int members, Supplier<Node> made) {
    return NODES.computeIfAbsent(round, key -> new Entry(made.get(), members)).node();
  }

  /** Every task that joined leaves; the last one lets the node go. */
  static void leave(String round) {
    NODES.computeIfPresent(
        round,
        (key, entry) -> entry.staying() == 1 ? null : new Entry(entry.node(), entry.staying() - 1));
  }

  /** Number of rounds under way here. */
  static int count() {
    return NODES.size();
  }
}
