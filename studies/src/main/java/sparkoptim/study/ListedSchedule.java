// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import sparkoptim.core.Schedule;

/** A schedule by its values, one a step. */
record ListedSchedule(double[] values) implements Schedule {
  @Override
  public double at(long count, long total) {
    return values[(int) count];
  }
}
