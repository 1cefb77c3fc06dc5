// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;

/**
 * A schedule times a factor, in the schedule's unit.
 *
 * @param factor finite and >= 0
 */
public record Scaled(double factor, Schedule schedule) implements Schedule {
  /** A constant 0.1. */
  public static final Scaled DEFAULT = new Scaled(0.1, new Constant(1));

  public Scaled {
    Settings.notNegative("scaled", "factor", factor);
    Settings.required("scaled", "schedule", schedule);
  }

  @Override
  public double at(long count, long total) {
    return factor * schedule.at(count, total);
  }

  @Override
  public Per per() {
    return schedule.per();
  }
}
