// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.resource.ResourceProfile;
import scala.Function1;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import sparkoptim.core.data.Block;
import sparkoptim.engine.line.ScalaCollections;

/** The driver's side of one round of several ranks: a barrier stage of one task a rank. */
final class BarrierRound {
  private final Training training;
  private final RDD<Block> blocks;
  private final int ranks;
  private final EngineSettings settings;
  private final ResourceProfile profile;

  /**
   * Creates a round.
   *
   * @param profile what its tasks ask of Spark; null for what all tasks do
   */
  BarrierRound(
      Training training,
      RDD<Block> blocks,
      int ranks,
      EngineSettings settings,
      ResourceProfile profile) {
    this.training = training;
    this.blocks = blocks;
    this.ranks = ranks;
    this.settings = settings;
    this.profile = profile;
  }

  /**
   * Runs it.
   *
   * @return null where not all tasks started in time
   */
  TrainingState run(TrainingState from, RoundLimit limit) {
    String round = UUID.randomUUID().toString();
    RendezvousEndpoint.ensureRunning();
    RoundPlan.Work work = RoundPlan.Work.of(training, settings);
    try (Rendezvous rendezvous = Rendezvous.open(round, ranks, work, settings.mixedBackends())) {
      JavaFutureAction<List<RankResult>> job =
          submit(new RankTask(round, training, from, limit, blocks, settings));
      boolean done = false;
      try {
        if (!started(rendezvous, job)) {
          return null;
        }
        List<RankResult> ends = job.get();
        done = true;
        return joined(ends, from);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("the fit was interrupted");
      } catch (ExecutionException e) {
        done = true;
        throw RoundFailure.of(e.getCause());
      } finally {
        if (!done) {
          job.cancel(true);
        }
      }
    }
  }

  /** Barrier tasks without parents and preferences: with either, Spark may launch only some. */
  private JavaFutureAction<List<RankResult>> submit(RankTask task) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(blocks.sparkContext());
    List<Integer> partitions = IntStream.range(0, ranks).boxed().toList();
    ClassTag<RankResult> tag = ClassTag$.MODULE$.apply(RankResult.class);
    Function1<Iterator<Integer>, Iterator<RankResult>> body =
        (Function1<Iterator<Integer>, Iterator<RankResult>> & Serializable)
            partition -> ScalaCollections.scala(List.of(task.run(partition.next())).iterator());
    RDD<Integer> tasks = Shards.with(profile, context.parallelize(partitions, ranks).rdd());
    // Spark refuses barrier stages where executors come and go; there, tasks start one by one, and
    // the rendezvous alone brings them together.
    RDD<RankResult> ends =
        Slots.isDynamic(blocks.sparkContext().conf())
            ? tasks.mapPartitions(body, false, tag)
            : tasks.barrier().mapPartitions(body, false, tag);
    return ends.toJavaRDD().collectAsync();
  }

  private boolean started(Rendezvous rendezvous, JavaFutureAction<List<RankResult>> job)
      throws InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + (long) (settings.startSeconds() * 1e9);
    while (!job.isDone() && System.nanoTime() < deadline) {
      try {
        rendezvous.plan().get(20, TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException e) {
        continue;
      }
    }
    return job.isDone() || rendezvous.plan().isDone();
  }

  private TrainingState joined(List<RankResult> ends, TrainingState from) {
    List<TrainingState> byRank = new ArrayList<>();
    List<String> backends = new ArrayList<>();
    for (int rank = 0; rank < ranks; rank++) {
      for (RankResult end : ends) {
        if (end.rank() == rank && end.state() != null) {
          byRank.add(end.state());
        }
        if (end.rank() == rank) {
          backends.add(end.backend());
        }
      }
    }
    return TrainingState.join(byRank).computedBy(backends, from);
  }
}
