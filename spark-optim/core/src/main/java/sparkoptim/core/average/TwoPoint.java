// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.average;

import sparkoptim.core.IterateAverage;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.StateVisitor;

/**
 * The middle of two points of the run: {@code (theta_T + theta_{T-K}) / 2}, T the planned steps and
 * K the gap. Sandler et al., Training trajectories, mini-batch losses and the curious role of the
 * learning rate, arXiv 2301.02312: almost the result of a learning rate half as large, where the
 * gap is long enough that the two points are independent.
 *
 * <p>What is served at step t: theta_t itself while {@code t < T - K}, and always where K is larger
 * than T; from then on the middle of theta_t and theta_{T-K}. A run that stops early serves one of
 * these. Coordinates that are NaN or infinite are left out.
 *
 * @param gap K, in steps; 0 is the steps of an epoch
 */
public record TwoPoint(long gap) implements IterateAverage {
  /** The end of the run and an epoch before. */
  public static final TwoPoint DEFAULT = new TwoPoint(0);

  public TwoPoint {
    Settings.check(gap >= 0, "two-point", "gap", ">= 0 (0: an epoch)", gap);
  }

  @Override
  public Run start(RunContext context, double[] point) {
    return new State(context, point);
  }

  private final class State implements Run {
    private final long keptAt;
    private final double[] earlier;
    private final double[] middle;
    private long made;

    State(RunContext context, double[] point) {
      keptAt = context.plan().steps() - (gap == 0 ? context.plan().stepsPerEpoch() : gap);
      earlier = point.clone();
      middle = new double[point.length];
    }

    @Override
    public void add(long step, double[] served) {
      made = step + 1;
      if (made == keptAt) {
        Points.move(earlier, served, 1);
      }
    }

    @Override
    public double[] value(double[] served) {
      if (keptAt < 0 || made <= keptAt) {
        return served;
      }
      System.arraycopy(earlier, 0, middle, 0, middle.length);
      Points.move(middle, served, 0.5);
      return middle;
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("earlier", earlier);
      made = fields.count("made", made);
    }
  }
}
