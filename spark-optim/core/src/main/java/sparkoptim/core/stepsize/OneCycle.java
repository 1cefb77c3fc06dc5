// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;

/**
 * Rises and falls once, each on half a cosine wave: from {@code peak / startDivision} to {@code
 * peak} over the rising share of the run, then to {@code peak / startDivision / finalDivision} at
 * the last count. Smith and Topin, Super-Convergence, arXiv 1708.07120; the form is that of
 * PyTorch's OneCycleLR, whose rise ends at count {@code rising * total - 1}, whole or not.
 *
 * <p>Where that is not after the first count, the run begins at the peak; so does a run of one
 * count. Momentum is not cycled.
 *
 * @param peak finite and >= 0
 * @param startDivision peak over the first value, finite and >= 1
 * @param finalDivision first value over the last, finite and >= 1
 * @param rising share of the run, in [0, 1]
 */
public record OneCycle(double peak, double startDivision, double finalDivision, double rising)
    implements Schedule {
  /** Rises to 0.1 and falls, with PyTorch's divisions and share. */
  public static final OneCycle DEFAULT = new OneCycle(0.1, 25, 1e4, 0.3);

  public OneCycle {
    Settings.notNegative("one-cycle", "peak", peak);
    division("startDivision", startDivision);
    division("finalDivision", finalDivision);
    Settings.fraction("one-cycle", "rising", rising);
  }

  private static void division(String setting, double value) {
    boolean holds = value >= 1 && value < Double.POSITIVE_INFINITY;
    Settings.check(holds, "one-cycle", setting, "finite and >= 1", value);
  }

  @Override
  public double at(long count, long total) {
    if (total <= 1) {
      return peak;
    }
    double top = Math.max(0, rising * total - 1);
    double first = peak / startDivision;
    return count < top
        ? RunFraction.wave(first, peak, count / top)
        : RunFraction.wave(peak, first / finalDivision, Math.min(fall(count, top, total), 1));
  }

  private static double fall(long count, double top, long total) {
    return count == top ? 0 : (count - top) / (total - 1 - top);
  }
}
