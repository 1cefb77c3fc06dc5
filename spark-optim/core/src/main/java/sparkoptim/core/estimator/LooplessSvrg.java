// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import java.util.Set;
import java.util.function.LongPredicate;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.Objective;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.Snapshot;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.data.CounterRandom;

/**
 * SVRG that tosses a coin for its snapshots: {@code g = grad f_B(x) - grad f_B(s) + grad f(s)}, and
 * after every step s becomes the point that the step began at with probability p. Kovalev, Horvath
 * and Richtarik, Don't Jump Through Hoops and Remove Those Loops, 2020, Algorithm 1. The first
 * snapshot is the starting point.
 *
 * <p>The coin of a step is a function of seed and step, the same on every rank and after a restart.
 * The loop hears of a new snapshot at the next step: the full loss and gradient norm that it then
 * reports are those of the point one step before.
 *
 * <p>Where gradients depend on the mini-batch, the full gradient is the mean over the mini-batches
 * of the epoch of the step that renews, and is taken anew at the start of every further epoch that
 * the snapshot serves.
 *
 * @param probability p in [0, 1]; 0 is one in an epoch's steps
 * @param seed of the coins
 */
public record LooplessSvrg(double probability, long seed) implements GradientEstimator {
  /** One snapshot an epoch in the mean. */
  public static final LooplessSvrg DEFAULT = new LooplessSvrg(0, 1);

  public LooplessSvrg {
    Settings.check(
        probability >= 0 && probability <= 1,
        "l-svrg",
        "probability",
        "in [0, 1] (0: one in an epoch's steps)",
        probability);
  }

  /** A snapshot is taken in the midst of a step. */
  @Override
  public Set<Capability> needs() {
    return Set.of(Capability.ONE_EVALUATION);
  }

  @Override
  public Set<Capability> offers() {
    return Set.of(Capability.SNAPSHOT);
  }

  /**
   * Returns the expected number of passes. Gradients at a snapshot are free where the objective
   * remembers them.
   */
  @Override
  public double passes(int evaluations, Set<Capability> objective, long stepsPerEpoch) {
    int corrections = objective.contains(Capability.REMEMBERS) ? 0 : evaluations;
    double again = objective.contains(Capability.BATCH_DEPENDENT) ? 1 : 0;
    return evaluations + corrections + chance(stepsPerEpoch) * stepsPerEpoch + again;
  }

  private double chance(long stepsPerEpoch) {
    return probability == 0 ? 1.0 / stepsPerEpoch : probability;
  }

  @Override
  public boolean supportsLazyUpdates() {
    return true;
  }

  @Override
  public Run start(RunContext context, StochasticObjective objective) {
    double chance = chance(context.plan().stepsPerEpoch());
    return start(context, objective, step -> unit(CounterRandom.key(seed, step)) < chance);
  }

  /** Returns the 53 high bits as a number in [0, 1). */
  private static double unit(long bits) {
    return (bits >>> 11) * 0x1p-53;
  }

  /** Starts a run with given coins: whether a snapshot is taken at the point of a step. */
  static Run start(RunContext context, StochasticObjective objective, LongPredicate coin) {
    return new State(context, objective, coin);
  }

  private static final class State implements Run {
    private final StochasticObjective objective;
    private final LongPredicate coin;
    private final boolean batchDependent;
    private final long stepsPerEpoch;
    private final Snapshot snapshot;
    private Objective batch;
    private long now;

    State(RunContext context, StochasticObjective objective, LongPredicate coin) {
      this.objective = objective;
      this.coin = coin;
      batchDependent = objective.offers().contains(Capability.BATCH_DEPENDENT);
      stepsPerEpoch = context.plan().stepsPerEpoch();
      snapshot = new Snapshot(context.space().size());
    }

    @Override
    public boolean reads(long step) {
      return step == 0 || coin.test(step);
    }

    @Override
    public Snapshot begin(long step, double[] query) {
      now = step;
      batch = objective.batch(step);
      if (step == 0) {
        fullGradient(query);
        return snapshot;
      }
      if (batchDependent) {
        Snapshots.follow(snapshot, step, stepsPerEpoch, objective);
      }
      return coin.test(step - 1) ? snapshot : null;
    }

    private void fullGradient(double[] point) {
      System.arraycopy(point, 0, snapshot.point, 0, point.length);
      snapshot.step = now;
      objective.fullGradient(snapshot);
    }

    @Override
    public Snapshot snapshot() {
      return snapshot.step < 0 ? null : snapshot;
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      double loss = batch.evaluate(point, snapshot, 1, gradient);
      if (coin.test(now)) {
        fullGradient(point);
      }
      return loss;
    }

    @Override
    public void fields(StateVisitor fields) {
      snapshot.fields(fields.in("snapshot"));
    }
  }
}
