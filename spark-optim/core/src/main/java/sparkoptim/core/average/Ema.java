// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.average;

import sparkoptim.core.IterateAverage;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.StateVisitor;

/**
 * Exponential moving average: {@code e_t = decay e_{t-1} + (1 - decay) theta_t} from {@code e_0 =
 * theta_0}. With correction from {@code e_0 = 0} and divided by {@code 1 - decay^t}, so that
 * theta_0 has no weight and the first value is theta_1. Sandler et al., Training trajectories,
 * mini-batch losses and the curious role of the learning rate, arXiv 2301.02312, with {@code mu = 1
 * - decay}.
 *
 * <p>The corrected average is kept as such: {@code e_t += (1 - decay) / (1 - decay^t) (theta_t -
 * e_{t-1})} is the same sum. Coordinates that are NaN or infinite are left out.
 *
 * @param decay in [0, 1); 0 serves the last point
 * @param biasCorrected whether the start has no weight
 */
public record Ema(double decay, boolean biasCorrected) implements IterateAverage {
  /** Over about the last thousand points. */
  public static final Ema DEFAULT = new Ema(0.999, false);

  public Ema {
    Settings.check(decay >= 0 && decay < 1, "ema", "decay", "in [0, 1)", decay);
  }

  @Override
  public Run start(RunContext context, double[] point) {
    return new State(point);
  }

  private final class State implements Run {
    private final double[] average;
    private double startWeight = 1;

    State(double[] point) {
      average = point.clone();
    }

    @Override
    public void add(long step, double[] served) {
      startWeight *= decay;
      double newest = 1 - decay;
      Points.move(average, served, biasCorrected ? newest / (1 - startWeight) : newest);
    }

    @Override
    public double[] value(double[] served) {
      return average;
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("average", average);
      startWeight = fields.number("startWeight", startWeight);
    }
  }
}
