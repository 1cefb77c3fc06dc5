package sparkoptim.cuda;

import static org.bytedeco.cuda.global.cudart.cudaFreeHost;
import static org.bytedeco.cuda.global.cudart.cudaHostAlloc;
import static org.bytedeco.cuda.global.cudart.cudaHostAllocMapped;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import org.bytedeco.javacpp.BytePointer;

/**
 * Memory of the host that the device reads and writes directly. Under CUDA's unified addressing its
 * address is the same on both sides.
 */
final class Pinned implements AutoCloseable {
  private final BytePointer pointer = new BytePointer();
  private final ByteBuffer buffer;
  private final DoubleBuffer doubles;

  /** So many bytes, at most 2 GiB. */
  Pinned(CudaCall call, int bytes) {
    call.runtime(
        cudaHostAlloc(pointer, bytes, cudaHostAllocMapped),
        "cudaHostAlloc of %d bytes".formatted(bytes));
    pointer.capacity(bytes);
    buffer = pointer.asByteBuffer().order(ByteOrder.nativeOrder());
    doubles = buffer.asDoubleBuffer();
  }

  long address() {
    return pointer.address();
  }

  /** All of it. */
  ByteBuffer bytes() {
    return buffer;
  }

  /** All of it as doubles. */
  DoubleBuffer doubles() {
    return doubles;
  }

  @Override
  public void close() {
    cudaFreeHost(pointer);
  }
}
