// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.List;
import org.apache.spark.resource.ResourceProfile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.DivergedException;
import sparkoptim.core.PlainText;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.LocalCollective;
import sparkoptim.core.sharded.ShardGroup;

/**
 * Runs the loop inside long-lived tasks, a round at a time: steps cost what their arithmetic costs.
 * One rank is an ordinary task that holds all shards; several are a barrier stage, of as many ranks
 * as there are slots when the round begins. A round is a function of the state at its start, so a
 * lost task only runs again.
 */
public final class RoundEngine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(RoundEngine.class);

  private final int ranks;
  private final EngineSettings settings;
  private final ResourceProfile profile;
  private final double bytes;
  private RoundRanks planned;
  private int last;

  /** Whether blocks may be gone that tasks of several ranks cannot make again. */
  private boolean unsure;

  /** Creates an engine of one rank. */
  public RoundEngine() {
    this(1, null);
  }

  /**
   * Creates an engine with a number of ranks, of which there are at most as many as shards.
   *
   * @param settings of several ranks
   */
  public RoundEngine(int ranks, EngineSettings settings) {
    this(ranks, settings, null);
  }

  /**
   * Creates an engine with a number of ranks, of which there are at most as many as shards.
   *
   * @param settings of several ranks
   * @param profile what tasks of rounds ask of Spark; null for what all tasks do
   */
  public RoundEngine(int ranks, EngineSettings settings, ResourceProfile profile) {
    this(ranks, settings, profile, 0);
  }

  /**
   * @param bytes of the rows: where fewer executors are left than can hold them, rounds are jobs; 0
   *     where nobody knows
   */
  RoundEngine(int ranks, EngineSettings settings, ResourceProfile profile, long bytes) {
    if (ranks < 1) {
      throw new IllegalArgumentException("ranks must be >= 1, was " + ranks);
    }
    this.ranks = ranks;
    this.settings = settings;
    this.profile = profile;
    this.bytes = bytes;
  }

  @Override
  public String description() {
    return PlainText.of("ranks(%d)", ranks);
  }

  @Override
  public TrainingState round(
      Training training, Shards shards, TrainingState from, RoundLimit limit) {
    int wanted = Math.min(ranks, shards.count());
    if (wanted == 1) {
      return alone(training, shards, from, limit, wanted);
    }
    if (planned == null) {
      planned = new RoundRanks(wanted, bytes, settings.startSeconds());
      last = wanted;
    }
    SlotSource slots = SlotSource.of(shards.context(), profile);
    int together = planned.next(training.name(), slots);
    unsure |= together != last;
    last = together;
    if (together > 1) {
      TrainingState end = together(training, shards, from, limit, together, wanted);
      if (end != null) {
        return end;
      }
      together = planned.alone(slots);
    }
    return together == RoundRanks.JOBS
        ? jobs(training, shards, from, limit, wanted)
        : alone(training, shards, from, limit, wanted);
  }

  /** Returns null where the ranks have not all started. */
  private TrainingState together(
      Training training,
      Shards shards,
      TrainingState from,
      RoundLimit limit,
      int together,
      int wanted) {
    if (unsure) {
      shards.materialize();
    }
    unsure = true;
    tell(training, together, wanted);
    TrainingState end = shards.runRanks(training, together, settings, profile, from, limit);
    if (end == null) {
      planned.notStarted();
      LOG.warn(
          "{}: {} ranks have not started within {} s, for want of free slots or executors; this "
              + "round goes on without them, to the same result",
          training.name(),
          together,
          settings.startSeconds());
    }
    unsure = end == null;
    return end;
  }

  private TrainingState jobs(
      Training training, Shards shards, TrainingState from, RoundLimit limit, int wanted) {
    tell(training, RoundRanks.JOBS, wanted);
    return new JobEngine(profile).round(training, shards, from, limit);
  }

  private TrainingState alone(
      Training training, Shards shards, TrainingState from, RoundLimit limit, int wanted) {
    tell(training, 1, wanted);
    RankResult end = shards.runInOneTask(blocks -> alone(training, blocks, from, limit), profile);
    return end.state().computedBy(List.of(end.backend()), from);
  }

  private static void tell(Training training, int ranks, int wanted) {
    ProgressListeners.each(listener -> listener.roundStarted(training.name(), ranks, wanted));
  }

  private static RankResult alone(
      Training training, List<List<Block>> blocks, TrainingState from, RoundLimit limit) {
    int dimension = training.problem().dimension();
    String backend = Backends.here(training.problem());
    try (ShardGroup shards = training.problem().group(0, blocks, true)) {
      TrainingRun run = training.run(new LocalCollective(shards, dimension)).from(from);
      return RankResult.of(0, backend, run.advance(limit, ProgressEndpoint.fromTask()));
    } catch (DivergedException e) {
      return RankResult.of(0, backend, e);
    }
  }
}
