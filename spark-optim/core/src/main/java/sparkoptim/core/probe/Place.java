// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import sparkoptim.core.Loop;

/** Selects the point of a run that a probe looks at. */
@FunctionalInterface
public interface Place {
  /** The point at which the next gradient is taken. */
  Place QUERY = Loop::query;

  /** The point that the method serves. */
  Place SERVED = Loop::served;

  /** The snapshot in use, as the last step left it: one that is due now is taken after the look. */
  Place SNAPSHOT = run -> run.snapshot() == null ? null : run.snapshot().point;

  /**
   * Returns the held part of the point, live: read it, never keep or write it; null where there is
   * none.
   */
  double[] of(Loop run);
}
