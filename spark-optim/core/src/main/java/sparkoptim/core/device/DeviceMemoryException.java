// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.device;

/** A device has no room for what it was given. */
public class DeviceMemoryException extends DeviceException {
  private static final long serialVersionUID = 1L;

  /** Says what has no room, and how much there is. */
  public DeviceMemoryException(String message) {
    super(message);
  }
}
