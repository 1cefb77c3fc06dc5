// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;

/**
 * Hyperbolic tangent decay: {@code initial / 2 (1 - tanh(lower + (upper - lower) count / total))}.
 * Hsueh et al., Stochastic Gradient Descent with Hyperbolic-Tangent Decay on Classification, arXiv
 * 1806.01593. It equals {@link Taso} with {@code alpha = 2 (upper - lower)}, {@code beta = -lower /
 * (upper - lower)}, floor and offset 0.
 *
 * @param initial finite and >= 0
 * @param lower argument at the first count, finite
 * @param upper argument after the last count, finite and >= lower
 */
public record Htd(double initial, double lower, double upper, Per per) implements Schedule {
  /** From 0.1 between the paper's -6 and 3. */
  public static final Htd DEFAULT = new Htd(0.1, -6, 3, Per.EPOCH);

  public Htd {
    Settings.notNegative("htd", "initial", initial);
    if (!(lower <= upper && Double.isFinite(upper - lower))) {
      throw new IllegalArgumentException(
          "htd: lower <= upper must be finite, was " + lower + ", " + upper);
    }
    Settings.required("htd", "per", per);
  }

  /**
   * Uses {@code (1 - tanh y) / 2 = 1 / (1 + exp(2 y))}, which does not cancel where it is small.
   */
  @Override
  public double at(long count, long total) {
    double done = (double) count / Math.max(total, 1);
    return initial / (1 + StrictMath.exp(2 * (lower + (upper - lower) * done)));
  }
}
