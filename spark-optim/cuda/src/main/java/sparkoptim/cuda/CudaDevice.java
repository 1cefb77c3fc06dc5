// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import static org.bytedeco.cuda.global.cudart.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
import static org.bytedeco.cuda.global.cudart.cuFuncSetAttribute;
import static org.bytedeco.cuda.global.cudart.cuModuleGetFunction;
import static org.bytedeco.cuda.global.cudart.cuModuleLoadData;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMajor;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMinor;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrMaxSharedMemoryPerBlockOptin;
import static org.bytedeco.cuda.global.cudart.cudaDeviceGetAttribute;
import static org.bytedeco.cuda.global.cudart.cudaFree;
import static org.bytedeco.cuda.global.cudart.cudaGetDeviceProperties;
import static org.bytedeco.cuda.global.cudart.cudaGetLastError;
import static org.bytedeco.cuda.global.cudart.cudaMalloc;
import static org.bytedeco.cuda.global.cudart.cudaMemGetInfo;
import static org.bytedeco.cuda.global.cudart.cudaSetDevice;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.cudart.cudaDeviceProp;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;
import sparkoptim.core.PlainText;
import sparkoptim.core.data.Block;
import sparkoptim.core.device.Device;
import sparkoptim.core.device.DeviceException;
import sparkoptim.core.device.DeviceMemoryException;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.network.Perceptron;
import sparkoptim.core.network.Precision;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardedProblem;

/** One GPU, shared by all threads of the process. */
final class CudaDevice implements Device {
  /** Left free for CUDA's own needs and for other processes. */
  private static final long SPARED = 256L << 20;

  private final int ordinal;
  private final String name;
  private final String architecture;
  private final int mostShared;
  private final CudaCall call;
  private final Map<KernelSource, CUmod_st> modules = new HashMap<>();
  private final Map<String, Kernel> kernels = new HashMap<>();
  private final Queue<StreamContext> idle = new ConcurrentLinkedQueue<>();
  private final Map<Precision, String> arithmetic = new HashMap<>();
  private final ResidentRows rows = new ResidentRows(this);
  private volatile String lost;

  /** Creates a device by its number in this process. */
  CudaDevice(int ordinal) {
    this.ordinal = ordinal;
    CudaCall looking = new CudaCall("CUDA device " + ordinal, reason -> {});
    int[] major = new int[1];
    int[] minor = new int[1];
    int[] shared = new int[1];
    try (cudaDeviceProp properties = new cudaDeviceProp()) {
      looking.runtime(cudaSetDevice(ordinal), "cudaSetDevice");
      looking.runtime(cudaGetDeviceProperties(properties, ordinal), "cudaGetDeviceProperties");
      name = properties.name().getString();
      looking.runtime(
          cudaDeviceGetAttribute(major, cudaDevAttrComputeCapabilityMajor, ordinal),
          "cudaDeviceGetAttribute");
      looking.runtime(
          cudaDeviceGetAttribute(minor, cudaDevAttrComputeCapabilityMinor, ordinal),
          "cudaDeviceGetAttribute");
      looking.runtime(
          cudaDeviceGetAttribute(shared, cudaDevAttrMaxSharedMemoryPerBlockOptin, ordinal),
          "cudaDeviceGetAttribute");
      // Makes the device's context, which modules are loaded into.
      looking.runtime(cudaFree((Pointer) null), "cudaFree");
    }
    architecture = "sm_" + major[0] + minor[0];
    mostShared = shared[0];
    call = new CudaCall(PlainText.of("CUDA device %d (%s)", ordinal, name), this::lose);
  }

  private void lose(String reason) {
    lost = reason;
  }

  /** Returns why it cannot be used any more; null while it can. */
  String lost() {
    return lost;
  }

  CudaCall call() {
    return call;
  }

  @Override
  public String description() {
    return "%s, %s, CUDA %s".formatted(name, architecture, CudaVersions.runtime());
  }

  @Override
  public String toString() {
    return PlainText.of("CUDA device %d (%s)", ordinal, name);
  }

  /** Makes it the current one of this thread. */
  void enter() {
    if (lost != null) {
      throw new DeviceException("%s was lost in this process: %s".formatted(this, lost));
    }
    call.runtime(cudaSetDevice(ordinal), "cudaSetDevice");
  }

  /** Does the same after a failure, when errors are known already. */
  void enterQuietly() {
    cudaSetDevice(ordinal);
  }

  /**
   * Allocates memory on the device. Where it is short, rows that no group uses are let go, the
   * longest unused first.
   *
   * @param what for the error
   */
  DeviceMemory allocate(long bytes, String what) {
    while (true) {
      if (free() - SPARED >= bytes) {
        Pointer pointer = new Pointer();
        int error = cudaMalloc(pointer, bytes);
        if (error == 0) {
          return new DeviceMemory(this, pointer.address(), bytes);
        }
        cudaGetLastError(); // it is told here, and not again
      }
      if (!letGo()) {
        throw new DeviceMemoryException(
            PlainText.of(
                "%s: %s of %.1f MiB has no room: %.1f MiB of %.1f MiB are free, of which %d MiB are spared",
                this, what, mib(bytes), mib(free()), mib(total()), SPARED >> 20));
      }
    }
  }

  /** Frees something that nobody uses. */
  private boolean letGo() {
    if (rows.letGo()) {
      return true;
    }
    StreamContext stream = idle.poll();
    if (stream != null) {
      stream.close();
    }
    return stream != null;
  }

  private static double mib(long bytes) {
    return bytes / 1048576.0;
  }

  /** Returns the bytes free now. */
  long free() {
    return memory()[0];
  }

  /** Returns the bytes in all. */
  long total() {
    return memory()[1];
  }

  private long[] memory() {
    try (SizeTPointer free = new SizeTPointer(1);
        SizeTPointer all = new SizeTPointer(1)) {
      call.runtime(cudaMemGetInfo(free, all), "cudaMemGetInfo");
      return new long[] {free.get(), all.get()};
    }
  }

  /** Returns a kernel, compiled and loaded when it is first asked for. */
  synchronized Kernel kernel(KernelSource source, String function) {
    return kernels.computeIfAbsent(
        source + function,
        key -> {
          CUfunc_st found = new CUfunc_st();
          call.driver(cuModuleGetFunction(found, module(source), function), function);
          return new Kernel(function, found);
        });
  }

  private CUmod_st module(KernelSource source) {
    CUmod_st module = modules.get(source);
    if (module == null) {
      module = new CUmod_st();
      try (BytePointer code = new BytePointer(source.compile(architecture))) {
        call.driver(cuModuleLoadData(module, code), "cuModuleLoadData of " + source.files());
      }
      modules.put(source, module);
    }
    return module;
  }

  /** Returns the bytes of shared memory that one block of threads can have. */
  int mostShared() {
    return mostShared;
  }

  /** Lets a kernel have that much shared memory. */
  void share(Kernel kernel) {
    call.driver(
        cuFuncSetAttribute(
            kernel.function(), CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, mostShared),
        "cuFuncSetAttribute of " + kernel.name());
  }

  /** Returns a lane for one thread; give it back with {@link #release}. The device is entered. */
  StreamContext stream() {
    enter();
    StreamContext stream = idle.poll();
    return stream == null ? new StreamContext(this) : stream;
  }

  void release(StreamContext stream) {
    if (lost == null) {
      idle.add(stream);
    }
  }

  /** Returns the rows that are on the device. */
  ResidentRows rows() {
    return rows;
  }

  @Override
  public synchronized String arithmetic(Precision precision) {
    return arithmetic.computeIfAbsent(
        precision,
        key -> "%s, %s, %s".formatted(description(), key, ArithmeticProbe.hash(this, key)));
  }

  @Override
  public String refusal(ShardedProblem problem, Precision precision) {
    if (problem instanceof LinearProblem linear) {
      return LinearGroup.refusal(linear);
    }
    return problem instanceof Perceptron
        ? null
        : "there are no CUDA kernels for " + problem.getClass().getSimpleName();
  }

  @Override
  public ShardGroup group(
      ShardedProblem problem,
      Precision precision,
      int first,
      List<List<Block>> shards,
      boolean remember) {
    String refusal = refusal(problem, precision);
    if (refusal != null) {
      throw new IllegalArgumentException(this + ": " + refusal);
    }
    return problem instanceof Perceptron perceptron
        ? PerceptronGroup.open(this, perceptron, precision, first, shards)
        : LinearGroup.open(this, (LinearProblem) problem, precision, first, shards, remember);
  }
}
