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
 * One rank is an ordinary task that holds all shards; several are a barrier stage. A round is a
 * function of the state at its start, so a lost task only runs again.
 */
public final class RoundEngine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(RoundEngine.class);

  private final int ranks;
  private final EngineSettings settings;
  private final ResourceProfile profile;
  private boolean tooFew;
  private boolean failed;

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
    if (ranks < 1) {
      throw new IllegalArgumentException("ranks must be >= 1, was " + ranks);
    }
    this.ranks = ranks;
    this.settings = settings;
    this.profile = profile;
  }

  @Override
  public String description() {
    return PlainText.of("ranks(%d)", ranks);
  }

  @Override
  public TrainingState round(
      Training training, Shards shards, TrainingState from, RoundLimit limit) {
    int together = tooFew ? 1 : Math.min(ranks, shards.count());
    if (together > 1) {
      if (failed) {
        shards.makeSure();
      }
      failed = true;
      TrainingState end = shards.runRanks(training, together, settings, profile, from, limit);
      failed = false;
      if (end != null) {
        return end;
      }
      tooFew = true;
      LOG.warn(
          "{}: {} ranks have not started within {} s, for want of free slots or executors; the fit "
              + "goes on with one rank, to the same result",
          training.name(),
          together,
          settings.startSeconds());
    }
    RankResult end = shards.runInOneTask(blocks -> alone(training, blocks, from, limit), profile);
    return end.state().computedBy(List.of(end.backend()), from);
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
