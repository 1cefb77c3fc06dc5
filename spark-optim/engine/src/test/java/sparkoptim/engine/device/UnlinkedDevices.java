// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.device;

import sparkoptim.core.device.Device;
import sparkoptim.core.device.DeviceProvider;

/** A module that finds out late that a library is not there. */
public final class UnlinkedDevices implements DeviceProvider {
  @Override
  public String name() {
    return "unlinked";
  }

  @Override
  public String unavailableReason() {
    throw new UnsatisfiedLinkError("libgone.so");
  }

  @Override
  public Device device(String address) {
    throw new AssertionError("never asked");
  }
}
