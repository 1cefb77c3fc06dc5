// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.gpu;

import sparkoptim.core.device.Device;
import sparkoptim.core.device.DeviceMemoryException;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.cuda.CudaProvider;

/** Two groups on a device with room for one: a program for {@link CudaOnCpuTest}. */
final class ShortMemory {
  /** Of the device, of which 256 MiB are spared; the rows take 13. */
  static final int BYTES = (256 + 20) << 20;

  private ShortMemory() {}

  private static KernelCase rows() {
    return KernelSuite.cases().stream()
        .filter(each -> each.name().startsWith("dense, many rows"))
        .findFirst()
        .orElseThrow();
  }

  public static void main(String[] none) {
    Device device = new CudaProvider().device("0");
    KernelCase one = rows();
    KernelCase other = rows();
    try (ShardGroup first = one.open(device)) {
      System.out.println(first.size() + " shard is there");
      try (ShardGroup second = other.open(device)) {
        System.out.println(second.size() + " shard more is there");
      } catch (DeviceMemoryException e) {
        System.out.println(e.getMessage());
      }
    }
    try (ShardGroup second = other.open(device)) {
      System.out.println("then " + second.size() + " shard has the room");
    }
  }
}
