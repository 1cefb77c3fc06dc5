// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;

/**
 * A straight rise before another schedule: {@code from + (first - from) count / length}, first
 * being the other's first value, which count {@code length} gets. The other schedule sees a run of
 * its own after the warm-up: counts from 0 to {@code total - length - 1} of {@code total - length},
 * so milestones count from its end. Counts are of the other's unit.
 *
 * <p>A run that is not longer than the warm-up ends while rising, towards the first value of a run
 * of one count.
 *
 * @param length a share of the run below 1, else a number of counts; 0 is none
 * @param from at the first count, finite and >= 0; 0 makes that a step of length 0
 * @param then the schedule after it
 */
public record Warmup(double length, double from, Schedule then) implements Schedule {
  /** From 0 over a twentieth of the run, to 0.1. */
  public static final Warmup DEFAULT = new Warmup(0.05, 0, Constant.DEFAULT);

  public Warmup {
    Settings.fractionOrCount("warmup", "length", length);
    Settings.notNegative("warmup", "from", from);
    Settings.required("warmup", "then", then);
  }

  @Override
  public double at(long count, long total) {
    long rise = RunFraction.counts(length, total);
    long left = Math.max(1, total - rise);
    if (count >= rise) {
      return then.at(count - rise, left);
    }
    double done = (double) count / rise;
    return from * (1 - done) + then.at(0, left) * done;
  }

  @Override
  public Per per() {
    return then.per();
  }
}
