// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.util.Locale;

/** Why a run ended. */
public enum StopReason {
  /** The loss is within the tolerance of its least value, by estimate. */
  CONVERGED,
  /** All planned steps were made. */
  MAX_ITER,
  /** Rows that are not trained on showed no gain for a while. */
  EARLY_STOP,
  /** The time that the run was given is over; it could go on. */
  TIME_LIMIT;

  /** Returns the reason in lower case with hyphens, for example {@code max-iter}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
