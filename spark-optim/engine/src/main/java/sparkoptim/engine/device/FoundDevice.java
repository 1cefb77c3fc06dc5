// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.device;

import sparkoptim.core.device.Device;

/**
 * The device for a problem, or why there is none.
 *
 * @param device null where there is none
 * @param arithmetic of the device
 * @param reason in words, where there is none
 */
record FoundDevice(Device device, String arithmetic, String reason) {
  static FoundDevice none(String reason) {
    return new FoundDevice(null, "", reason);
  }
}
