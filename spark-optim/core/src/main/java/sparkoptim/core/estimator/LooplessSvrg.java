package sparkoptim.core.estimator;

import java.util.Set;
import java.util.function.LongPredicate;
import sparkoptim.core.Anchor;
import sparkoptim.core.Fields;
import sparkoptim.core.Gradient;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.Objective;
import sparkoptim.core.Settings;
import sparkoptim.core.Setup;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.Trait;
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
  public Set<Trait> needs() {
    return Set.of(Trait.ONE_EVALUATION);
  }

  @Override
  public Set<Trait> offers() {
    return Set.of(Trait.ANCHOR);
  }

  /** In the mean. Gradients at a snapshot are free where the objective remembers them. */
  @Override
  public double passes(int evaluations, Set<Trait> objective, long stepsPerEpoch) {
    int corrections = objective.contains(Trait.REMEMBERS) ? 0 : evaluations;
    return evaluations + corrections + chance(stepsPerEpoch) * stepsPerEpoch;
  }

  private double chance(long stepsPerEpoch) {
    return probability == 0 ? 1.0 / stepsPerEpoch : probability;
  }

  @Override
  public boolean bearsLag() {
    return true;
  }

  @Override
  public Run start(Setup setup, StochasticObjective objective) {
    double chance = chance(setup.plan().stepsPerEpoch());
    return start(setup, objective, step -> unit(CounterRandom.key(seed, step)) < chance);
  }

  /** The 53 high bits as a number in [0, 1). */
  private static double unit(long bits) {
    return (bits >>> 11) * 0x1p-53;
  }

  /** Starts a run with given coins: whether a snapshot is taken at the point of a step. */
  static Run start(Setup setup, StochasticObjective objective, LongPredicate coin) {
    return new State(setup, objective, coin);
  }

  private static final class State implements Run {
    private final StochasticObjective objective;
    private final LongPredicate coin;
    private final Anchor anchor;
    private Objective batch;
    private long now;

    State(Setup setup, StochasticObjective objective, LongPredicate coin) {
      this.objective = objective;
      this.coin = coin;
      anchor = new Anchor(setup.space().size());
    }

    @Override
    public boolean reads(long step) {
      return step == 0 || coin.test(step);
    }

    @Override
    public Anchor begin(long step, double[] query) {
      now = step;
      batch = objective.batch(step);
      if (step == 0) {
        renew(query);
        return anchor;
      }
      return coin.test(step - 1) ? anchor : null;
    }

    private void renew(double[] point) {
      System.arraycopy(point, 0, anchor.point, 0, point.length);
      anchor.step = now;
      objective.renew(anchor);
    }

    @Override
    public Anchor anchor() {
      return anchor.step < 0 ? null : anchor;
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      double loss = batch.evaluate(point, anchor, 1, gradient);
      if (coin.test(now)) {
        renew(point);
      }
      return loss;
    }

    @Override
    public void fields(Fields fields) {
      anchor.fields(fields.in("anchor"));
    }
  }
}
