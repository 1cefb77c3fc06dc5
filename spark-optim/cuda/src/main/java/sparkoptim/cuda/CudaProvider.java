// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import static org.bytedeco.cuda.global.cudart.cudaGetDeviceCount;
import static org.bytedeco.cuda.global.cudart.cudaGetErrorString;

import java.util.HashMap;
import java.util.Map;
import sparkoptim.core.PlainText;
import sparkoptim.core.device.Device;
import sparkoptim.core.device.DeviceException;
import sparkoptim.core.device.DeviceProvider;

/** Finds NVIDIA GPUs by the host's CUDA. */
public final class CudaProvider implements DeviceProvider {
  private static final String UNAVAILABLE = look();
  private static final Map<Integer, CudaDevice> DEVICES = new HashMap<>();

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public String unavailableReason() {
    return UNAVAILABLE;
  }

  /** Returns the versions of the host's driver and libraries, in words. */
  public String versions() {
    return "driver for CUDA %s, runtime %s, NVRTC %s, cuBLAS %s"
        .formatted(
            CudaVersions.driver(),
            CudaVersions.runtime(),
            CudaVersions.compiler(),
            CudaVersions.blas());
  }

  /** Loads every library that is needed, so that a missing one is known here and not in a fit. */
  private static String look() {
    try {
      int[] count = new int[1];
      int error = cudaGetDeviceCount(count);
      if (error != 0) {
        return "cudaGetDeviceCount: " + cudaGetErrorString(error).getString();
      }
      CudaVersions.compiler();
      CudaVersions.blas();
      return count[0] > 0 ? null : "CUDA finds no device";
    } catch (LinkageError | RuntimeException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
      return "CUDA does not load: %s: %s".formatted(cause.getClass().getSimpleName(), message);
    }
  }

  @Override
  public Device device(String address) {
    if (UNAVAILABLE != null) {
      throw new DeviceException(UNAVAILABLE);
    }
    int ordinal;
    try {
      ordinal = Integer.parseInt(address);
    } catch (NumberFormatException e) {
      throw new DeviceException(
          "a GPU's address must be its number in CUDA's order, was " + address, e);
    }
    int[] count = new int[1];
    cudaGetDeviceCount(count);
    if (ordinal < 0 || ordinal >= count[0]) {
      throw new DeviceException(
          PlainText.of(
              "a GPU's address must be one of CUDA's 0 to %d here, was %s", count[0] - 1, address));
    }
    CudaDevice device;
    synchronized (DEVICES) {
      device = DEVICES.get(ordinal);
      if (device == null) {
        device = new CudaDevice(ordinal);
        DEVICES.put(ordinal, device);
      }
    }
    device.enter();
    return device;
  }
}
