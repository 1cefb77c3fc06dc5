// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import static org.bytedeco.cuda.global.cublas.cublasGetStatusName;
import static org.bytedeco.cuda.global.cudart.cuGetErrorName;
import static org.bytedeco.cuda.global.cudart.cudaGetErrorName;
import static org.bytedeco.cuda.global.cudart.cudaGetErrorString;

import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import sparkoptim.core.device.DeviceException;
import sparkoptim.core.device.DeviceMemoryException;

/** Makes exceptions of what CUDA's calls return, which say what was tried on which device. */
final class CudaCall {
  private static final int OUT_OF_MEMORY = 2;

  /**
   * The first error number of the device's context, which nothing in this process can use again.
   */
  private static final int FIRST_LASTING = 700;

  private static final int LAST_LASTING = 799;
  private static final int UNCORRECTABLE_MEMORY = 214;
  private static final int DEVICE_UNAVAILABLE = 46;
  private static final int UNKNOWN = 999;

  private final String device;
  private final Consumer<String> lost;

  /**
   * Creates the checks of a device's calls.
   *
   * @param lost is told the reason once the device cannot be used any more
   */
  CudaCall(String device, Consumer<String> lost) {
    this.device = device;
    this.lost = lost;
  }

  /** Checks a call of the runtime. */
  void runtime(int error, String what) {
    if (error != 0) {
      String name = cudaGetErrorName(error).getString();
      throw failure(error, what, name + ", " + cudaGetErrorString(error).getString());
    }
  }

  /** Checks a call of the driver, which numbers errors as the runtime does. */
  void driver(int error, String what) {
    if (error != 0) {
      throw failure(error, what, driverError(error));
    }
  }

  private static String driverError(int error) {
    try (PointerPointer<Pointer> name = new PointerPointer<>(1)) {
      return cuGetErrorName(error, name) == 0
          ? new BytePointer(name.get(0)).getString()
          : "CUDA error " + error;
    }
  }

  /** Checks a call of cuBLAS. */
  void blas(int status, String what) {
    if (status != 0) {
      throw new DeviceException(
          "%s: %s failed: %s".formatted(device, what, cublasGetStatusName(status).getString()));
    }
  }

  private DeviceException failure(int error, String what, String name) {
    String message = "%s: %s failed: %s".formatted(device, what, name);
    if (error == OUT_OF_MEMORY) {
      return new DeviceMemoryException(message);
    }
    if ((error >= FIRST_LASTING && error <= LAST_LASTING)
        || error == UNCORRECTABLE_MEMORY
        || error == DEVICE_UNAVAILABLE
        || error == UNKNOWN) {
      lost.accept(message);
    }
    return new DeviceException(message);
  }
}
