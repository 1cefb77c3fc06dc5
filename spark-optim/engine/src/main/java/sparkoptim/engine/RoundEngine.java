package sparkoptim.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import sparkoptim.core.DivergedException;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.LocalCollective;
import sparkoptim.core.sharded.ShardFunction;

/**
 * Runs the loop inside a long-lived task that holds all shards, a round at a time: steps cost what
 * their arithmetic costs. A round is a pure function of the state at its start, so a lost task only
 * runs again.
 */
public final class RoundEngine implements Engine {
  private static final double ROUND_SECONDS = 10;

  private final long roundSteps;
  private final double roundSeconds;

  /** Rounds of ten seconds. */
  public RoundEngine() {
    this(Long.MAX_VALUE, ROUND_SECONDS);
  }

  /**
   * Rounds that end after so many steps or so long, whichever comes first.
   *
   * @param roundSteps at least 1
   */
  public RoundEngine(long roundSteps, double roundSeconds) {
    if (roundSteps < 1) {
      throw new IllegalArgumentException("roundSteps must be >= 1, was " + roundSteps);
    }
    this.roundSteps = roundSteps;
    this.roundSeconds = roundSeconds;
  }

  @Override
  public String description() {
    return "ranks(1)";
  }

  @Override
  public TrainingState train(Training training, Shards shards) {
    ProgressEndpoint.ensureRunning();
    TrainingState state = null;
    do {
      state = round(training, shards, state).end();
    } while (state.stopReason() == null);
    return state;
  }

  private Round round(Training training, Shards shards, TrainingState from) {
    long steps = roundSteps;
    double seconds = roundSeconds;
    return shards.runInOneTask(
        blocks -> {
          List<ShardFunction> functions = functions(training, blocks);
          int length = training.problem().dimension() + 1;
          TrainingRun run = training.run(new LocalCollective(functions, length)).from(from);
          try {
            return new Round(run.advance(steps, seconds, ProgressEndpoint.fromTask()), null);
          } catch (DivergedException e) {
            return new Round(null, e);
          }
        });
  }

  /**
   * How a round ended. Divergence is a result: as a failure the task would only run again, to the
   * same end. A final class because Kryo cannot read records.
   */
  private static final class Round implements Serializable {
    private static final long serialVersionUID = 1L;
    private final TrainingState state;
    private final boolean diverged;
    private final long step;
    private final String what;
    private final double value;

    Round(TrainingState state, DivergedException divergence) {
      this.state = state;
      diverged = divergence != null;
      step = diverged ? divergence.step() : 0;
      what = diverged ? divergence.what() : null;
      value = diverged ? divergence.value() : 0;
    }

    TrainingState end() {
      if (diverged) {
        throw new DivergedException(step, what, value);
      }
      return state;
    }
  }

  private static List<ShardFunction> functions(Training training, List<List<Block>> blocks) {
    List<ShardFunction> functions = new ArrayList<>();
    for (int shard = 0; shard < blocks.size(); shard++) {
      functions.add(training.problem().shard(shard, blocks.get(shard), true));
    }
    return functions;
  }
}
