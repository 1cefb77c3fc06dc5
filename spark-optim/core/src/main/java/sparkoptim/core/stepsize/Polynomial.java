// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;

/**
 * A power of what is left of the run: {@code to + (from - to) (1 - t)^power}, {@code t = count /
 * (total - 1)}. A run of one count gets {@code from}. Power 1 is the straight line, 2 the quadratic
 * schedule of alpha-SVRG (Yin et al., arXiv 2311.05589).
 *
 * @param from at the first count, finite and >= 0
 * @param to at the last count, finite and >= 0
 * @param power finite and > 0
 */
public record Polynomial(double from, double to, double power, Per per) implements Schedule {
  /** From 0.1 to 0, quadratic. */
  public static final Polynomial DEFAULT = new Polynomial(0.1, 0, 2, Per.STEP);

  public Polynomial {
    Settings.notNegative("polynomial", "from", from);
    Settings.notNegative("polynomial", "to", to);
    Settings.positive("polynomial", "power", power);
    Settings.required("polynomial", "per", per);
  }

  @Override
  public double at(long count, long total) {
    double left = RunFraction.power(1 - RunFraction.done(count, total), power);
    return from * left + to * (1 - left);
  }
}
