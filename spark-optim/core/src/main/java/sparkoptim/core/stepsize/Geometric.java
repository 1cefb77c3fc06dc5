// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;

/**
 * Changes by one factor from count to count, from the first to the last: {@code from^(1 - t) to^t},
 * {@code t = count / (total - 1)}. A run of one count gets {@code from}. As a coefficient it is the
 * geometric schedule of alpha-SVRG (Yin et al., arXiv 2311.05589); rising, a search for the largest
 * step size.
 *
 * @param from at the first count, finite and > 0
 * @param to at the last count, finite and > 0
 */
public record Geometric(double from, double to, Per per) implements Schedule {
  /** From 0.1 to 0.001. */
  public static final Geometric DEFAULT = new Geometric(0.1, 0.001, Per.STEP);

  public Geometric {
    Settings.positive("geometric", "from", from);
    Settings.positive("geometric", "to", to);
    Settings.required("geometric", "per", per);
  }

  @Override
  public double at(long count, long total) {
    double done = RunFraction.done(count, total);
    return RunFraction.power(from, 1 - done) * RunFraction.power(to, done);
  }
}
