// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import static org.bytedeco.cuda.global.cudart.cudaFree;

/** Bytes on a device, from {@link CudaDevice#allocate}. */
final class DeviceMemory implements AutoCloseable {
  private final CudaDevice device;
  private final long bytes;
  private long address;

  DeviceMemory(CudaDevice device, long address, long bytes) {
    this.device = device;
    this.address = address;
    this.bytes = bytes;
  }

  /** Returns its start address; 0 if nothing was allocated. */
  long address() {
    return address;
  }

  /** Its size. */
  long bytes() {
    return bytes;
  }

  /** Frees it; twice is once. A device that was lost has freed everything. */
  @Override
  public void close() {
    if (address != 0) {
      device.enterQuietly();
      cudaFree(new Address().at(address));
      address = 0;
    }
  }
}
