// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import sparkoptim.core.Schedule;

/** A schedule that a test writes out, one value a step. */
public record WrittenSchedule(double... values) implements Schedule {
  @Override
  public double at(long count, long total) {
    return values[(int) count];
  }
}
