// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;

/**
 * The decay of Robbins and Monro: {@code value / (count + 1)^exponent}. An exponent in (1/2, 1]
 * makes the sum infinite and the sum of squares finite. Step-Tuned SGD uses {@code 1/2 + 0.001}
 * (Castera et al., arXiv 2103.03570, Algorithm 2).
 *
 * @param value at the first count, finite and >= 0
 * @param exponent finite and >= 0
 */
public record Power(double value, double exponent, Per per) implements Schedule {
  /** From 0.1 with the exponent of Step-Tuned SGD. */
  public static final Power DEFAULT = new Power(0.1, 0.501, Per.STEP);

  public Power {
    Settings.notNegative("power", "value", value);
    Settings.notNegative("power", "exponent", exponent);
    Settings.required("power", "per", per);
  }

  @Override
  public double at(long count, long total) {
    return value / RunFraction.power(count + 1.0, exponent);
  }
}
