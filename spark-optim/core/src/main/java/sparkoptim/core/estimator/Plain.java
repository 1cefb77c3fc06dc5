// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.Objective;
import sparkoptim.core.RunContext;
import sparkoptim.core.Snapshot;
import sparkoptim.core.StochasticObjective;

/** The mini-batch's own gradient: {@code g = grad f_B(x)}. */
public record Plain() implements GradientEstimator {
  /** The only one. */
  public static final Plain DEFAULT = new Plain();

  @Override
  public Set<Capability> offers() {
    return Set.of(Capability.ROW_STEPS, Capability.EXACT_GRADIENT);
  }

  @Override
  public double passes(int evaluations, Set<Capability> objective, long stepsPerEpoch) {
    return evaluations;
  }

  @Override
  public boolean supportsLazyUpdates() {
    return true;
  }

  @Override
  public Run start(RunContext context, StochasticObjective objective) {
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
    public Snapshot begin(long step, double[] query) {
      batch = objective.batch(step);
      return null;
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      return batch.evaluate(point, gradient);
    }

    @Override
    public double localEpoch(double[] point, double eta) {
      return batch.localEpoch(point, eta);
    }
  }
}
