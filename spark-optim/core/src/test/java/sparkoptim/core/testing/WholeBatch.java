// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import sparkoptim.core.Gradient;
import sparkoptim.core.Objective;
import sparkoptim.core.Snapshot;
import sparkoptim.core.StochasticObjective;

/** A function as a single row: every batch is the whole. */
public interface WholeBatch extends StochasticObjective, Objective {
  @Override
  default Objective full() {
    return this;
  }

  @Override
  default Objective batch(long step) {
    return this;
  }

  @Override
  default long rows() {
    return 1;
  }

  @Override
  default long stepsPerEpoch() {
    return 1;
  }

  @Override
  default void fullGradient(Snapshot snapshot) {
    Gradient gradient = new Gradient(snapshot.point.length);
    snapshot.loss = evaluate(snapshot.point, gradient);
    System.arraycopy(gradient.values, 0, snapshot.gradient, 0, snapshot.gradient.length);
  }

  /** The correction vanishes: the batch is the whole. */
  @Override
  default double evaluate(
      double[] point, Snapshot snapshot, double coefficient, Gradient gradient) {
    return evaluate(point, gradient);
  }
}
