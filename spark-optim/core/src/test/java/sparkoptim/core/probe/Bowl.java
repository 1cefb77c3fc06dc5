// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import java.util.function.DoubleBinaryOperator;
import sparkoptim.core.Gradient;
import sparkoptim.core.Objective;
import sparkoptim.core.Snapshot;
import sparkoptim.core.Space;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.WholeSpace;

/** A function of one coordinate, another for every batch: {@code f(step, x)} and its slope. */
record Bowl(DoubleBinaryOperator value, DoubleBinaryOperator slope) implements StochasticObjective {
  @Override
  public Space space() {
    return new WholeSpace(1);
  }

  @Override
  public Objective full() {
    return new Batch(-1);
  }

  @Override
  public Objective batch(long step) {
    return new Batch(step);
  }

  @Override
  public long stepsPerEpoch() {
    return 3;
  }

  @Override
  public void fullGradient(Snapshot snapshot) {
    throw new UnsupportedOperationException();
  }

  private final class Batch implements Objective {
    private final long step;

    Batch(long step) {
      this.step = step;
    }

    @Override
    public long rows() {
      return 1;
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      gradient.values[0] = slope.applyAsDouble((double) step, point[0]);
      return value.applyAsDouble((double) step, point[0]);
    }

    @Override
    public double evaluate(
        double[] point, Snapshot snapshot, double coefficient, Gradient gradient) {
      throw new UnsupportedOperationException();
    }
  }
}
