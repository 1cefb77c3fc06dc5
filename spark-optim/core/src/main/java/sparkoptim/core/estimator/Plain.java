package sparkoptim.core.estimator;

import java.util.Set;
import sparkoptim.core.Anchor;
import sparkoptim.core.Gradient;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.Objective;
import sparkoptim.core.Setup;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.Trait;

/** The mini-batch's own gradient: {@code g = grad f_B(x)}. */
public record Plain() implements GradientEstimator {
  /** The only one. */
  public static final Plain DEFAULT = new Plain();

  @Override
  public Set<Trait> offers() {
    return Set.of(Trait.ROW_STEPS);
  }

  @Override
  public double passes(int evaluations, Set<Trait> objective, long stepsPerEpoch) {
    return evaluations;
  }

  @Override
  public boolean bearsLag() {
    return true;
  }

  @Override
  public Run start(Setup setup, StochasticObjective objective) {
    return new State(objective);
  }

  private static final class State implements Run {
    private final StochasticObjective objective;
    private Objective batch;

    State(StochasticObjective objective) {
      this.objective = objective;
    }

    @Override
    public boolean reads(long step) {
      return false;
    }

    @Override
    public Anchor begin(long step, double[] query) {
      batch = objective.batch(step);
      return null;
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      return batch.evaluate(point, gradient);
    }

    @Override
    public double pass(double[] point, double eta) {
      return batch.pass(point, eta);
    }
  }
}
