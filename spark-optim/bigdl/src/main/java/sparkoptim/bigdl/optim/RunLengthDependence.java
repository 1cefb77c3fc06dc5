// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import sparkoptim.core.Schedule;

/** Finds whether a schedule depends on the length of the run. */
final class RunLengthDependence {
  private static final long SHORT = 1000;
  private static final long LONG = 1777;

  private RunLengthDependence() {}

  /** Tests by trial whether a value differs between runs of two lengths. */
  static boolean matters(Schedule schedule) {
    for (long count = 0; count < SHORT; count++) {
      if (schedule.at(count, SHORT) != schedule.at(count, LONG)) {
        return true;
      }
    }
    return false;
  }
}
