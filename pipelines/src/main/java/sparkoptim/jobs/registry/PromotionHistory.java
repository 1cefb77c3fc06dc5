// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * All promotions, in the order of their numbers.
 *
 * @param promotions the first one first
 */
public record PromotionHistory(List<Promotion> promotions) {
  /** Creates a history that nobody changes. */
  public PromotionHistory {
    promotions = List.copyOf(promotions);
  }

  /** Returns what serves; nothing before the first promotion. */
  public Optional<Promotion> current() {
    return last(promotions);
  }

  /**
   * Returns what served when the runs up to an id had been decided, rollbacks of that time
   * included.
   */
  public Optional<Promotion> asOf(String runId) {
    return last(promotions.stream().filter(p -> p.runId().compareTo(runId) <= 0).toList());
  }

  /** Returns the promotions that were decided before a run id, the latest first. */
  List<Promotion> before(String runId) {
    return promotions.stream()
        .filter(p -> p.runId().compareTo(runId) < 0)
        .sorted(Comparator.comparingInt(Promotion::number).reversed())
        .toList();
  }

  /** Returns the last promotion of a version; nothing if it never served. */
  public Optional<Promotion> of(String version) {
    return last(promotions.stream().filter(p -> p.version().equals(version)).toList());
  }

  /** Returns the last rollback, if there was one. */
  Optional<Promotion> lastRollback() {
    return last(promotions.stream().filter(p -> p.kind() == Promotion.Kind.ROLLBACK).toList());
  }

  /** Returns the latest run id that was decided. */
  Optional<String> latestRunId() {
    return promotions.stream().map(Promotion::runId).max(Comparator.naturalOrder());
  }

  /**
   * Returns the version that a rollback goes to: what served before the serving one came, so that a
   * second rollback goes on to the one before that.
   */
  public Optional<String> rollbackTarget() {
    Iterator<String> latestFirst = serving().iterator();
    if (latestFirst.hasNext()) {
      latestFirst.next();
    }
    return latestFirst.hasNext() ? Optional.of(latestFirst.next()) : Optional.empty();
  }

  /** Returns the versions that came to serve and were not rolled back, the serving one first. */
  private Deque<String> serving() {
    Deque<String> stack = new ArrayDeque<>();
    for (Promotion promotion : promotions) {
      if (promotion.kind() == Promotion.Kind.ROLLBACK && stack.contains(promotion.version())) {
        while (!stack.peek().equals(promotion.version())) {
          stack.pop();
        }
      } else if (!promotion.version().equals(stack.peek())) {
        stack.push(promotion.version());
      }
    }
    return stack;
  }

  private static Optional<Promotion> last(List<Promotion> list) {
    return list.isEmpty() ? Optional.empty() : Optional.of(list.get(list.size() - 1));
  }
}
