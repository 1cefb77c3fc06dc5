// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import static org.bytedeco.cuda.global.cublas.cublasCreate_v2;
import static org.bytedeco.cuda.global.cublas.cublasDestroy_v2;
import static org.bytedeco.cuda.global.cublas.cublasSetStream_v2;
import static org.bytedeco.cuda.global.cublas.cublasSetWorkspace_v2;
import static org.bytedeco.cuda.global.cudart.cuLaunchKernel;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyAsync;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDefault;
import static org.bytedeco.cuda.global.cudart.cudaMemsetAsync;
import static org.bytedeco.cuda.global.cudart.cudaStreamCreateWithFlags;
import static org.bytedeco.cuda.global.cudart.cudaStreamDestroy;
import static org.bytedeco.cuda.global.cudart.cudaStreamNonBlocking;
import static org.bytedeco.cuda.global.cudart.cudaStreamSynchronize;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.cuda.cublas.cublasContext;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.PointerPointer;
import sparkoptim.core.PlainText;

/**
 * The working set of one thread on a device: a stream, cuBLAS on it, and room that is kept from
 * call to call. Calls return at once; {@link #synchronize} waits for all before.
 */
final class StreamContext implements AutoCloseable {
  /**
   * What NVIDIA advises for Hopper; a workspace of the caller's makes cuBLAS's sums reproducible.
   */
  private static final int BLAS_WORKSPACE = 32 << 20;

  private final CudaDevice device;
  private final CudaCall call;
  private final CUstream_st stream = new CUstream_st();
  private final Arguments arguments = new Arguments();
  private final Address to = new Address();
  private final Address from = new Address();
  private final Map<Scratch, DeviceMemory> rooms = new EnumMap<>(Scratch.class);
  private cublasContext blas;
  private Pinned in;
  private Pinned out;

  /** The purpose of a buffer that is kept. */
  enum Scratch {
    /** The point, in double. */
    POINT,
    /** The point, in the rows' type. */
    NARROW_POINT,
    /** Sums of chunks of rows. */
    CHUNKS,
    /** Sums of shards, in double. */
    SHARDS,
    /** Sums of shards in the rows' type. */
    NARROW_SHARDS,
    /** Slopes of rows. */
    SLOPES,
    /** Rows that were gathered. */
    ROWS,
    /** cuBLAS's. */
    BLAS
  }

  StreamContext(CudaDevice device) {
    this.device = device;
    call = device.call();
    call.runtime(
        cudaStreamCreateWithFlags(stream, cudaStreamNonBlocking), "cudaStreamCreateWithFlags");
  }

  CudaDevice device() {
    return device;
  }

  CUstream_st stream() {
    return stream;
  }

  /** Returns the arguments of the next launch, none yet. */
  Arguments arguments() {
    return arguments.start();
  }

  /** Launches a kernel with what {@link #arguments} was given. */
  void launch(Kernel kernel, int gridX, int gridY, int blockX, int blockY) {
    launch(kernel, gridX, gridY, blockX, blockY, 0);
  }

  /**
   * Does the same with the given bytes of shared memory, which {@link CudaDevice#share} allowed.
   */
  void launch(Kernel kernel, int gridX, int gridY, int blockX, int blockY, int shared) {
    call.driver(
        cuLaunchKernel(
            kernel.function(),
            gridX,
            gridY,
            1,
            blockX,
            blockY,
            1,
            shared,
            stream,
            arguments.pointer(),
            (PointerPointer<?>) null),
        "the launch of " + kernel.name());
  }

  /**
   * Returns the address of a buffer of at least the given bytes. Its content is undefined, and it
   * is valid until the next call for that purpose.
   */
  long room(Scratch room, long bytes) {
    DeviceMemory memory = rooms.get(room);
    if (memory == null || memory.bytes() < bytes) {
      if (memory != null) {
        synchronize();
        memory.close();
        rooms.remove(room);
      }
      String what = "room for " + room.name().toLowerCase(Locale.ROOT);
      memory = device.allocate(bytes, what);
      rooms.put(room, memory);
    }
    return memory.address();
  }

  /** Copies a vector to the device by way of pinned memory. */
  void copyToDevice(double[] values, long address) {
    in = atLeast(in, values.length);
    in.write(values);
    copy(in.address(), address, (long) values.length * Double.BYTES);
  }

  /** Returns pinned memory for a number of doubles, where the device writes results. */
  Pinned out(int length) {
    out = atLeast(out, length);
    return out;
  }

  private Pinned atLeast(Pinned pinned, int length) {
    if (pinned != null && pinned.doubles().capacity() >= length) {
      return pinned;
    }
    if (pinned != null) {
      synchronize();
      pinned.close();
    }
    return new Pinned(call, Math.multiplyExact(Math.max(length, 1024), Double.BYTES));
  }

  /** Copies bytes from anywhere to anywhere, pinned or on the device. */
  void copy(long source, long target, long bytes) {
    call.runtime(
        cudaMemcpyAsync(to.at(target), from.at(source), bytes, cudaMemcpyDefault, stream),
        PlainText.of("cudaMemcpyAsync of %d bytes", bytes));
  }

  /** Makes bytes on the device zero. */
  void zero(long address, long bytes) {
    call.runtime(cudaMemsetAsync(to.at(address), 0, bytes, stream), "cudaMemsetAsync");
  }

  /** Waits until all is done. */
  void synchronize() {
    call.runtime(cudaStreamSynchronize(stream), "work on the device");
  }

  /** Returns cuBLAS on this stream, in exact arithmetic of the matrices' type. */
  cublasContext blas() {
    if (blas == null) {
      cublasContext made = new cublasContext();
      call.blas(cublasCreate_v2(made), "cublasCreate");
      blas = made;
      call.blas(cublasSetStream_v2(made, stream), "cublasSetStream");
      call.blas(
          cublasSetWorkspace_v2(
              made, new Address().at(room(Scratch.BLAS, BLAS_WORKSPACE)), BLAS_WORKSPACE),
          "cublasSetWorkspace");
    }
    return blas;
  }

  @Override
  public void close() {
    device.enterQuietly();
    if (blas != null) {
      cublasDestroy_v2(blas);
    }
    cudaStreamDestroy(stream);
    rooms.values().forEach(DeviceMemory::close);
    if (in != null) {
      in.close();
    }
    if (out != null) {
      out.close();
    }
  }
}
