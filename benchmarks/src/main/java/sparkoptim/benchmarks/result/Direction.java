// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import java.util.Locale;

/** Which values of a figure are the better ones. */
public enum Direction {
  /** Rates and ratios of ours over a peer's. */
  HIGHER,
  /** Times, distances and bytes. */
  LOWER;

  /** As files have it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a value is at least as good as a limit. */
  boolean meets(double value, double limit) {
    return this == HIGHER ? value >= limit : value <= limit;
  }

  /** By what part of the old value the new one is better; negative where it is worse. */
  double gain(double before, double now) {
    double change = (now - before) / Math.abs(before);
    return this == HIGHER ? change : -change;
  }
}
