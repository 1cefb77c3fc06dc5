// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;

/**
 * Falls by a factor at every count: {@code value * factor^count}.
 *
 * @param value at the first count, finite and >= 0
 * @param factor in (0, 1]
 */
public record Exponential(double value, double factor, Per per) implements Schedule {
  /** From 0.1, a twentieth less every epoch. */
  public static final Exponential DEFAULT = new Exponential(0.1, 0.95, Per.EPOCH);

  public Exponential {
    Settings.notNegative("exponential", "value", value);
    Settings.check(factor > 0 && factor <= 1, "exponential", "factor", "in (0, 1]", factor);
    Settings.required("exponential", "per", per);
  }

  @Override
  public double at(long count, long total) {
    return value * RunFraction.power(factor, (double) count);
  }
}
