// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.device;

/** A device cannot be used, has no room, or failed: a computation there may be tried again. */
public class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what failed, and where. */
  public DeviceException(String message) {
    super(message);
  }

  /** Says what failed, and where. */
  public DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
