// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.device;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
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
  /** A list of services whose lines are all broken ends. */
  private static final int MOST_BROKEN = 10;

  private final List<DeviceProvider> providers = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();

  private Devices(ClassLoader loader) {
    Iterator<DeviceProvider> found = ServiceLoader.load(DeviceProvider.class, loader).iterator();
    for (int errors = 0; errors < MOST_BROKEN; ) {
      try {
        if (!found.hasNext()) {
          break;
        }
        providers.add(found.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        errors++;
        if (!broken.contains(text(e))) {
          broken.add(text(e));
        }
      }
    }
  }

  private static final class Once {
    private static final Devices HERE = of(loader());

    /** Jars that came with the application are the thread's, not this class's, on some clusters. */
    private static ClassLoader loader() {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      return loader == null ? Devices.class.getClassLoader() : loader;
    }
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
        reasons.add(provider.getClass().getName() + ": " + text(e));
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

  /** Returns an error of a service says least itself. */
  private static String text(Throwable error) {
    Throwable cause = error.getCause() == null ? error : error.getCause();
    return error == cause ? error.toString() : error.getMessage() + ": " + cause;
  }
}
