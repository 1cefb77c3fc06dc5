// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import sparkoptim.core.Objective;
import sparkoptim.core.Prox;
import sparkoptim.core.Snapshot;
import sparkoptim.core.Space;
import sparkoptim.core.StochasticObjective;

/** Another objective with the penalty {@code strength sum |x_i|}, as a proximal step. */
public record Shrunk(StochasticObjective of, double strength) implements StochasticObjective {
  @Override
  public Space space() {
    return of.space();
  }

  @Override
  public Prox prox() {
    return new Prox() {
      @Override
      public void apply(double[] point, double eta) {
        for (int i = 0; i < point.length; i++) {
          point[i] = shrunk(point[i], eta * strength);
        }
      }

      @Override
      public void apply(double[] point, double eta, double[] scale) {
        for (int i = 0; i < point.length; i++) {
          point[i] = shrunk(point[i], eta * strength * scale[i]);
        }
      }
    };
  }

  /** A value moved towards 0 by at most {@code by}. */
  public static double shrunk(double value, double by) {
    return Math.signum(value) * Math.max(Math.abs(value) - by, 0);
  }

  @Override
  public Objective full() {
    return of.full();
  }

  @Override
  public Objective batch(long step) {
    return of.batch(step);
  }

  @Override
  public long stepsPerEpoch() {
    return of.stepsPerEpoch();
  }

  @Override
  public void fullGradient(Snapshot snapshot) {
    of.fullGradient(snapshot);
  }
}
