// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.device;

import sparkoptim.core.network.Precision;

/** A look at a task's GPU before a fit needs it. */
public final class GpuProbe {
  private GpuProbe() {}

  /**
   * Returns what the GPU of this task is, and what computes on it, after a fixed example ran there.
   *
   * @throws RuntimeException saying why there is none, or why it failed
   */
  public static String arithmetic() {
    GpuAddress place = GpuAddress.here();
    if (place.address() == null) {
      throw new IllegalStateException(place.reason());
    }
    FoundDevice found = Devices.here().open(place.address(), null, Precision.SINGLE);
    if (found.device() == null) {
      throw new IllegalStateException(found.reason());
    }
    return found.device().description() + ", " + found.arithmetic();
  }
}
