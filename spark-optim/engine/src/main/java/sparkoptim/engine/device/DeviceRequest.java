// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.device;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import sparkoptim.core.network.Precision;

/**
 * A stage's request for a device.
 *
 * @param fit name of the fit, for the log
 * @param precision of arithmetic on a device
 */
public record DeviceRequest(String fit, DeviceChoice choice, Precision precision)
    implements Serializable {
  /** Names of precisions. */
  public static final List<String> PRECISIONS = List.of("single", "double");

  /**
   * Returns the request of a stage's params.
   *
   * @param device one of {@link DeviceChoice#CHOICES}
   * @param precision one of {@link #PRECISIONS}
   */
  public static DeviceRequest of(String fit, String device, String precision) {
    return new DeviceRequest(
        fit, DeviceChoice.named(device), Precision.valueOf(precision.toUpperCase(Locale.ROOT)));
  }

  /**
   * No device can be used: with {@code auto} the CPU computes, which the log says once for a fit
   * and process.
   *
   * @param reason in words
   * @throws IllegalArgumentException with the reason, if it has to be a GPU
   */
  public void without(String reason) {
    if (choice == DeviceChoice.GPU) {
      throw new IllegalArgumentException(
          "device must be cpu or auto where no GPU can be used, was gpu: " + reason);
    }
    if (choice == DeviceChoice.AUTO) {
      FallbackLog.say(fit, reason);
    }
  }

  /** Returns the request as checkpoints name it: a run on a device differs from one on the CPU. */
  String text() {
    return choice + ", " + precision;
  }
}
