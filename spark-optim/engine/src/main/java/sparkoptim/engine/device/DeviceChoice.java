// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.device;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The device on which gradients are to be computed. */
public enum DeviceChoice {
  /** On the CPU: results do not depend on what hardware there is. */
  CPU,
  /** Computes on a GPU if one can be used, else on the CPU. */
  AUTO,
  /** On a GPU, or not at all. */
  GPU;

  /** Their names. */
  public static final List<String> CHOICES =
      Arrays.stream(values()).map(DeviceChoice::toString).toList();

  /** Returns the one of a name among {@link #CHOICES}. */
  public static DeviceChoice named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
