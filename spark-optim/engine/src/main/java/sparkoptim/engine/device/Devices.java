// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.device;

import java.util.ArrayList;
import java.util.List;
import sparkoptim.core.Services;
import sparkoptim.core.device.Device;
import sparkoptim.core.device.DeviceException;
import sparkoptim.core.device.DeviceProvider;
import sparkoptim.core.network.Precision;
import sparkoptim.core.sharded.ShardedProblem;

/**
 * The kinds of devices that modules on the class path know. A module that cannot be loaded or fails
 * when it is asked is a reason, never an error: a cluster may lack what it links to.
 */
final class Devices {
  private final List<DeviceProvider> providers = new ArrayList<>();
  private final List<String> broken;

  private Devices(ClassLoader loader) {
    broken = Services.load(DeviceProvider.class, loader, providers::add);
  }

  private static final class Once {
    private static final Devices HERE = of(Services.threadLoader());
  }

  /** Returns the devices of this process, which are looked for once. */
  static Devices here() {
    return Once.HERE;
  }

  /** Returns the devices that a class loader finds. */
  static Devices of(ClassLoader loader) {
    return new Devices(loader);
  }

  /**
   * Returns the device at an address: of the first kind that can be used.
   *
   * @param problem whose gradients it shall compute; null where that is asked later
   * @throws DeviceException if there is no such device, or it fails
   */
  FoundDevice open(String address, ShardedProblem problem, Precision precision) {
    List<String> reasons = new ArrayList<>(broken);
    for (DeviceProvider provider : providers) {
      try {
        String reason = provider.unavailableReason();
        if (reason == null) {
          return open(provider.device(address), problem, precision);
        }
        reasons.add(provider.name() + ": " + reason);
      } catch (LinkageError e) {
        reasons.add(provider.getClass().getName() + ": " + Services.reason(e));
      }
    }
    return FoundDevice.none(
        reasons.isEmpty() ? "no module for GPUs is on the class path" : String.join("; ", reasons));
  }

  private static FoundDevice open(Device device, ShardedProblem problem, Precision precision) {
    String refusal = problem == null ? null : device.refusal(problem, precision);
    return refusal == null
        ? new FoundDevice(device, device.arithmetic(precision), null)
        : FoundDevice.none(device.description() + ": " + refusal);
  }
}
