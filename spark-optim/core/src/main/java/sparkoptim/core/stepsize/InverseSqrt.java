// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;

/**
 * Rises in a straight line, then falls with the root of the count: {@code value min(t / w, sqrt(w /
 * t))}, {@code t = count + 1}. Vaswani et al., Attention Is All You Need, arXiv 1706.03762,
 * equation (3), with the highest value as the setting.
 *
 * @param value at the end of the warm-up, finite and >= 0
 * @param warmup w, a share of the run below 1, else a number of counts; 0 is as 1: no warm-up
 */
public record InverseSqrt(double value, double warmup) implements Schedule {
  /** {@code 0.1 / sqrt(count + 1)}. */
  public static final InverseSqrt DEFAULT = new InverseSqrt(0.1, 0);

  public InverseSqrt {
    Settings.notNegative("inverse-sqrt", "value", value);
    Settings.fractionOrCount("inverse-sqrt", "warmup", warmup);
  }

  @Override
  public double at(long count, long total) {
    double rise = Math.max(1, RunFraction.counts(warmup, total));
    double t = count + 1.0;
    return value * (t <= rise ? t / rise : Math.sqrt(rise / t));
  }
}
