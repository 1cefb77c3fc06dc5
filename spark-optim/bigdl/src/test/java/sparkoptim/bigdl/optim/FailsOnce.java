// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.optim.Trigger;
import com.intel.analytics.bigdl.dllib.utils.Table;

/** Ends after some iterations, and fails on the way, once. */
final class FailsOnce implements Trigger {
  private static final long serialVersionUID = 1L;

  private final int iterations;
  private final int failing;
  boolean failed;

  FailsOnce(int iterations, int failing) {
    this.iterations = iterations;
    this.failing = failing;
  }

  @Override
  public boolean apply(Table state) {
    int next = state.<Integer>apply("neval");
    if (next == failing && !failed) {
      failed = true;
      throw new IllegalStateException("a failure for BigDL to retry");
    }
    return next > iterations;
  }
}
