// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.device;

/** Finds the devices of one kind in this process; a service of {@link java.util.ServiceLoader}. */
public interface DeviceProvider {
  /** Returns the kind, such as "cuda". */
  String name();

  /**
   * Returns why no device of this kind can be used in this process: no driver, no library, another
   * version than the one that is needed. Null where one can. Looks once and never throws.
   */
  String unavailableReason();

  /**
   * Returns the device at an address, as Spark's resource discovery names it; one object per device
   * and process, shared by all threads.
   *
   * @throws DeviceException if there is no such device, or it was lost
   */
  Device device(String address);
}
