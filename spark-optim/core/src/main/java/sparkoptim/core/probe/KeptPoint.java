// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import sparkoptim.core.Loop;
import sparkoptim.core.Probe;

/**
 * Keeps the query point of its last look: a snapshot of the probe's own for runs that take no
 * snapshots. Hook it in before the probes that are given it as their {@link Place}. It is not part
 * of a run's saved state: a restored run has no kept point until the next look. No evaluations, no
 * reductions, one vector.
 */
public final class KeptPoint implements Probe, Place {
  private double[] point;

  /** Keeps nothing yet. */
  public KeptPoint() {}

  @Override
  public void look(Loop run) {
    point = run.query().clone();
  }

  @Override
  public double[] of(Loop run) {
    return point;
  }
}
