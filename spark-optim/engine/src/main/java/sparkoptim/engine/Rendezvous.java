// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import sparkoptim.engine.exchange.RoundToken;

/**
 * The driver's list of the tasks of a round that have started. When all have, they get the plan.
 * Tasks reach it over {@link DriverEndpoint}, which takes milliseconds where a barrier's {@code
 * allGather} takes a second.
 */
final class Rendezvous implements AutoCloseable {
  private static final Map<String, Rendezvous> OPEN = new ConcurrentHashMap<>();

  private final String round;
  private final int ranks;
  private final RoundPlan.Work work;
  private final boolean mixedBackends;
  private final RoundToken token;
  private final List<TaskRegistration> registrations = new ArrayList<>();
  private final CompletableFuture<RoundPlan> plan = new CompletableFuture<>();

  private Rendezvous(String round, int ranks, RoundPlan.Work work, boolean mixedBackends) {
    this.round = round;
    this.ranks = ranks;
    this.work = work;
    this.mixedBackends = mixedBackends;
    token = RoundToken.random(round);
  }

  /**
   * Begins to wait for a number of tasks.
   *
   * @param round a key that no other round has
   * @param mixedBackends whether their backends may differ
   */
  static Rendezvous open(String round, int ranks, RoundPlan.Work work, boolean mixedBackends) {
    Rendezvous rendezvous = new Rendezvous(round, ranks, work, mixedBackends);
    OPEN.put(round, rendezvous);
    return rendezvous;
  }

  /**
   * Registers a task that has started. The future completes with the plan, or fails when the round
   * is given up.
   */
  static CompletableFuture<RoundPlan> arrive(TaskRegistration registration) {
    Rendezvous rendezvous = OPEN.get(registration.round());
    return rendezvous == null
        ? CompletableFuture.failedFuture(new IllegalStateException("the round is over"))
        : rendezvous.add(registration);
  }

  private CompletableFuture<RoundPlan> add(TaskRegistration registration) {
    List<TaskRegistration> all = register(registration);
    TaskRegistration first = all.get(0);
    if (!mixedBackends && !registration.backend().equals(first.backend())) {
      String who = "executors %s and %s".formatted(first.executor(), registration.executor());
      plan.completeExceptionally(Backends.mixed(who, first.backend(), registration.backend()));
    } else if (all.size() == ranks) {
      // Not under the lock: it writes the plans of all tasks, one after the other.
      plan.complete(RoundPlan.of(work, all, token));
    }
    return plan;
  }

  private synchronized List<TaskRegistration> register(TaskRegistration registration) {
    registrations.add(registration);
    return List.copyOf(registrations);
  }

  /** Completes when all tasks have started. */
  CompletableFuture<RoundPlan> plan() {
    return plan;
  }

  /** Sends waiting tasks home. */
  @Override
  public void close() {
    OPEN.remove(round);
    plan.completeExceptionally(new IllegalStateException("the round is over"));
  }
}
