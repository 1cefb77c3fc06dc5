// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.Arrays;
import sparkoptim.core.Schedule;

/** A schedule by its values, one a step. */
record ListedSchedule(double[] values) implements Schedule {
  @Override
  public double at(long count, long total) {
    return values[(int) count];
  }

  @Override
  public String toString() {
    return "listed" + Arrays.toString(values);
  }
}
