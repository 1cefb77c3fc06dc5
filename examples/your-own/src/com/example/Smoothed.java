package com.example;

import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.Objective;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.Snapshot;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.StochasticObjective;

/** A gradient estimator: the running mean {@code m = beta m + (1 - beta) g} of gradients. */
public record Smoothed(double beta) implements GradientEstimator {

  public Smoothed {
    Settings.check(beta >= 0 && beta < 1, "smoothed", "beta", "in [0, 1)", beta);
  }

  @Override
  public double passes(int evaluations, Set<Capability> objective, long stepsPerEpoch) {
    return evaluations;
  }

  @Override
  public Run start(RunContext context, StochasticObjective objective) {
    return new State(beta, objective, new double[context.space().size()]);
  }

  private static final class State implements Run {
    private final double beta;
    private final StochasticObjective objective;
    private final double[] mean;
    private Objective batch;

    State(double beta, StochasticObjective objective, double[] mean) {
      this.beta = beta;
      this.objective = objective;
      this.mean = mean;
    }

    @Override
    public Snapshot begin(long step, double[] query) {
      batch = objective.batch(step);
      return null; // no full gradient was taken
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      double loss = batch.evaluate(point, gradient);
      for (int i = 0; i < mean.length; i++) {
        mean[i] = beta * mean[i] + (1 - beta) * gradient.values[i];
        gradient.values[i] = mean[i];
      }
      gradient.count = Gradient.ALL; // any coordinate may have changed
      return loss;
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("mean", mean);
    }
  }
}
