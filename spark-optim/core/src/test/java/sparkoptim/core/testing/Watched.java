// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.Objective;
import sparkoptim.core.Snapshot;
import sparkoptim.core.Space;
import sparkoptim.core.StochasticObjective;

/** Another objective, with a record of what it was asked and what it answered. */
public final class Watched implements StochasticObjective {
  /** The coefficient of every evaluation on a mini-batch; 0 for plain ones. */
  public final List<Double> coefficients = new ArrayList<>();

  /** The gradient of every evaluation on a mini-batch. */
  public final List<double[]> gradients = new ArrayList<>();

  /** The full gradient of every renewed snapshot. */
  public final List<double[]> renewed = new ArrayList<>();

  private final StochasticObjective objective;

  /** Watches an objective. */
  public Watched(StochasticObjective objective) {
    this.objective = objective;
  }

  @Override
  public Space space() {
    return objective.space();
  }

  @Override
  public Set<Capability> offers() {
    return objective.offers();
  }

  @Override
  public Objective full() {
    return objective.full();
  }

  @Override
  public Objective batch(long step) {
    return new Batch(objective.batch(step));
  }

  @Override
  public long stepsPerEpoch() {
    return objective.stepsPerEpoch();
  }

  @Override
  public double localEpochSteps() {
    return objective.localEpochSteps();
  }

  @Override
  public void fullGradient(Snapshot snapshot) {
    objective.fullGradient(snapshot);
    renewed.add(snapshot.gradient.clone());
  }

  private final class Batch implements Objective {
    private final Objective batch;

    Batch(Objective batch) {
      this.batch = batch;
    }

    @Override
    public long rows() {
      return batch.rows();
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      double loss = batch.evaluate(point, gradient);
      coefficients.add(0.0);
      gradients.add(gradient.values.clone());
      return loss;
    }

    @Override
    public double evaluate(
        double[] point, Snapshot snapshot, double coefficient, Gradient gradient) {
      double loss = batch.evaluate(point, snapshot, coefficient, gradient);
      coefficients.add(coefficient);
      gradients.add(gradient.values.clone());
      return loss;
    }

    @Override
    public double localEpoch(double[] point, Snapshot snapshot, double coefficient, double eta) {
      coefficients.add(snapshot == null ? 0 : coefficient);
      return batch.localEpoch(point, snapshot, coefficient, eta);
    }
  }
}
