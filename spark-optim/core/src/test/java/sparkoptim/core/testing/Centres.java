// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import sparkoptim.core.Gradient;
import sparkoptim.core.Objective;
import sparkoptim.core.Snapshot;
import sparkoptim.core.Space;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.WholeSpace;

/** One coordinate; the batch of step t is {@code 1/2 (x - c_t)^2}: a step of SGD is an average. */
public record Centres(long stepsPerEpoch, double... centres) implements StochasticObjective {
  @Override
  public Space space() {
    return new WholeSpace(1);
  }

  @Override
  public Objective batch(long step) {
    return new Batch(centres[(int) step]);
  }

  @Override
  public Objective full() {
    throw new UnsupportedOperationException("batches only");
  }

  @Override
  public void fullGradient(Snapshot snapshot) {
    throw new UnsupportedOperationException("batches only");
  }

  private record Batch(double centre) implements Objective {
    @Override
    public long rows() {
      return 1;
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      double away = point[0] - centre;
      gradient.values[0] = away;
      return away * away / 2;
    }

    @Override
    public double evaluate(
        double[] point, Snapshot snapshot, double coefficient, Gradient gradient) {
      throw new UnsupportedOperationException("no snapshots");
    }
  }
}
