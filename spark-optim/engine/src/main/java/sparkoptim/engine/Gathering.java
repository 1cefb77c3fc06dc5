package sparkoptim.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import sparkoptim.core.sharded.ShardedProblem;
import sparkoptim.engine.exchange.Pass;

/**
 * The driver's list of the tasks of a round that have started. When all have, they get the plan.
 * Tasks reach it over {@link DriverEndpoint}, which takes milliseconds where a barrier's {@code
 * allGather} takes a second.
 */
final class Gathering implements AutoCloseable {
  private static final Map<String, Gathering> OPEN = new ConcurrentHashMap<>();

  private final String round;
  private final int ranks;
  private final int dimension;
  private final int shards;
  private final boolean mixedBackends;
  private final Pass pass;
  private final List<Arrival> arrivals = new ArrayList<>();
  private final CompletableFuture<RoundPlan> plan = new CompletableFuture<>();

  private Gathering(String round, int ranks, ShardedProblem problem, boolean mixedBackends) {
    this.round = round;
    this.ranks = ranks;
    dimension = problem.dimension();
    shards = problem.shards();
    this.mixedBackends = mixedBackends;
    pass = Pass.random(round);
  }

  /**
   * Begins to wait for so many tasks.
   *
   * @param round a key that no other round has
   * @param mixedBackends whether their backends may differ
   */
  static Gathering open(String round, int ranks, ShardedProblem problem, boolean mixedBackends) {
    Gathering gathering = new Gathering(round, ranks, problem, mixedBackends);
    OPEN.put(round, gathering);
    return gathering;
  }

  /** A task has started; completes with the plan, or fails when the round is given up. */
  static CompletableFuture<RoundPlan> arrive(Arrival arrival) {
    Gathering gathering = OPEN.get(arrival.round());
    return gathering == null
        ? CompletableFuture.failedFuture(new IllegalStateException("the round is over"))
        : gathering.add(arrival);
  }

  private synchronized CompletableFuture<RoundPlan> add(Arrival arrival) {
    arrivals.add(arrival);
    Arrival first = arrivals.get(0);
    if (!mixedBackends && !arrival.backend().equals(first.backend())) {
      String who = "executors %s and %s".formatted(first.executor(), arrival.executor());
      plan.completeExceptionally(Backends.mixed(who, first.backend(), arrival.backend()));
    } else if (arrivals.size() == ranks) {
      plan.complete(RoundPlan.of(dimension, shards, arrivals, pass));
    }
    return plan;
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
