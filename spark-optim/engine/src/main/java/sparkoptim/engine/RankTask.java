// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.Partition;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.RDDBlockId;
import scala.collection.Iterator;
import sparkoptim.core.DivergedException;
import sparkoptim.core.PlainText;
import sparkoptim.core.data.Block;
import sparkoptim.core.ranks.ExecutorNode;
import sparkoptim.core.ranks.Layout;
import sparkoptim.core.ranks.RankCollective;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.engine.exchange.ExchangePorts;
import sparkoptim.engine.exchange.WaitLimit;

/** The task of one rank in a round of several ranks; it is sent to the executors. */
final class RankTask implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String round;
  private final Training training;
  private final TrainingState from;
  private final RoundLimit limit;
  private final RDD<Block> blocks;
  private final Partition[] shards;
  private final EngineSettings settings;

  /**
   * Creates a round's task.
   *
   * @param round key that no other round has
   * @param from null at the start
   */
  RankTask(
      String round,
      Training training,
      TrainingState from,
      RoundLimit limit,
      RDD<Block> blocks,
      EngineSettings settings) {
    this.round = round;
    this.training = training;
    this.from = from;
    this.limit = limit;
    this.blocks = blocks;
    shards = blocks.partitions();
    this.settings = settings;
  }

  /** Runs a rank from its arrival to the end of the round. */
  RankResult run(int partition) {
    TaskContext context = TaskContext.get();
    if (context.stageAttemptNumber() > 0 || context.attemptNumber() > 0) {
      // Spark tries lost shards again by itself, with the plan of executors that may be gone.
      throw new IllegalStateException(
          "a task of the round failed, or its executor was lost; the driver makes another round");
    }
    SparkEnv env = SparkEnv.get();
    String executor = env.executorId();
    // In local mode all ranks are here.
    try (ExchangePorts.Lease port = executor.equals("driver") ? null : ExchangePorts.lease()) {
      String host = port == null ? "" : port.port().host();
      String address = port == null ? "" : port.port().address();
      int number = port == null ? 0 : port.port().port();
      String backend = Backends.here(training.problem());
      TaskPlan plan =
          plan(
              new TaskRegistration(
                  round, partition, executor, host, address, number, backend, present()),
              context);
      return run(plan, new RankRun(plan.rank(), backend), port, context);
    } catch (IOException e) {
      throw new UncheckedIOException("executor " + executor + ": " + e.getMessage(), e);
    }
  }

  /** This task among the ranks. */
  private record RankRun(int rank, String backend) {}

  private RankResult run(
      TaskPlan plan, RankRun own, ExchangePorts.Lease port, TaskContext context) {
    Layout layout = plan.layout();
    int members = layout.ranksOfNode().get(plan.node());
    ExecutorNodes.Shared shared = ExecutorNodes.join(round, members, () -> shared(plan));
    boolean leads = own.rank() == layout.firstRank(plan.node());
    try {
      if (layout.nodes() > 1 && leads) {
        Duration limit = Duration.ofMillis((long) (settings.peerSeconds() * 1e3));
        shared.links().join(port, new WaitLimit(limit, context::isInterrupted));
      }
      return run(shared.node(), layout, own, context);
    } catch (RuntimeException | Error e) {
      shared.node().fail(e);
      throw e;
    } finally {
      if (leads) {
        shared.links().close();
      }
      ExecutorNodes.leave(round);
    }
  }

  private ExecutorNodes.Shared shared(TaskPlan plan) {
    NodeLinks links = new NodeLinks(plan, settings.wire());
    return new ExecutorNodes.Shared(new ExecutorNode(plan.layout(), plan.node(), links), links);
  }

  private RankResult run(ExecutorNode node, Layout layout, RankRun own, TaskContext context) {
    try (ShardGroup shards = group(layout, own.rank(), context)) {
      return run(
          RankCollective.of(
              node, own.rank(), shards, waited -> check(context, waited, layout.nodes())),
          layout,
          own);
    }
  }

  private RankResult run(RankCollective ranks, Layout layout, RankRun own) {
    int rank = own.rank();
    TrainingState part = from == null || !layout.split() ? from : from.part(layout, rank);
    TrainingRun run = training.run(ranks).from(part).endingTogether(ranks);
    ProgressListener reports = rank == 0 ? ProgressEndpoint.fromTask() : progress -> {};
    try {
      TrainingState end = run.advance(limit, reports);
      return RankResult.of(rank, own.backend(), rank == 0 || layout.split() ? end : null);
    } catch (DivergedException e) {
      return RankResult.of(rank, own.backend(), e);
    }
  }

  private ShardGroup group(Layout layout, int rank, TaskContext context) {
    List<List<Block>> group = new ArrayList<>();
    for (int shard = layout.firstShard(rank); shard < layout.firstShard(rank + 1); shard++) {
      List<Block> content = new ArrayList<>();
      Iterator<Block> iterator = blocks.iterator(shards[shard], context);
      while (iterator.hasNext()) {
        content.add(iterator.next());
      }
      content.sort(Comparator.comparingInt(block -> block.index));
      group.add(content);
    }
    return training.problem().group(layout.firstShard(rank), group, true);
  }

  /** Returns the shards whose blocks this executor holds. */
  private int[] present() {
    List<Integer> present = new ArrayList<>();
    for (int shard = 0; shard < shards.length; shard++) {
      RDDBlockId id = new RDDBlockId(blocks.id(), shard);
      if (SparkEnv.get().blockManager().getStatus(id).isDefined()) {
        present.add(shard);
      }
    }
    return present.stream().mapToInt(Integer::intValue).toArray();
  }

  private static TaskPlan plan(TaskRegistration registration, TaskContext context) {
    CompletableFuture<TaskPlan> plan = RendezvousEndpoint.arrive(registration);
    while (true) {
      try {
        return plan.get(50, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        check(context);
      } catch (ExecutionException e) {
        throw new IllegalStateException("no plan of the round: " + e.getCause(), e.getCause());
      } catch (InterruptedException e) {
        throw new TaskKilledException("interrupted");
      }
    }
  }

  /**
   * Also in a wait for ranks of this executor: the one that leads waits for the other executors
   * meanwhile, one after the other.
   */
  private void check(TaskContext context, long waitedNanos, int nodes) {
    check(context);
    double limit = (1 + nodes) * settings.peerSeconds();
    if (waitedNanos > limit * 1e9) {
      throw new IllegalStateException(
          PlainText.of(
              "a rank of executor %s has not come for %.0f s (spark.sparkoptim.peerTimeout: %s s)",
              SparkEnv.get().executorId(), limit, settings.peerSeconds()));
    }
  }

  private static void check(TaskContext context) {
    if (context.isInterrupted() || Thread.currentThread().isInterrupted()) {
      throw new TaskKilledException("the task was cancelled");
    }
  }
}
