// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import static org.bytedeco.cuda.global.cudart.cudaFreeHost;
import static org.bytedeco.cuda.global.cudart.cudaHostAlloc;
import static org.bytedeco.cuda.global.cudart.cudaHostAllocMapped;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import sparkoptim.core.PlainText;

/**
 * Memory of the host that the device reads and writes directly. Under CUDA's unified addressing its
 * address is the same on both sides.
 */
final class Pinned implements AutoCloseable {
  /** Doubles that a thread copies at once. */
  private static final int WINDOW = 1 << 16;

  private final BytePointer pointer = new BytePointer();
  private final ByteBuffer buffer;
  private final DoubleBuffer doubles;

  /** Allocates pinned memory of the given number of bytes, at most 2 GiB. */
  Pinned(CudaCall call, int bytes) {
    call.runtime(
        cudaHostAlloc(pointer, bytes, cudaHostAllocMapped),
        PlainText.of("cudaHostAlloc of %d bytes", bytes));
    pointer.capacity(bytes);
    buffer = pointer.asByteBuffer().order(ByteOrder.nativeOrder());
    doubles = buffer.asDoubleBuffer();
  }

  long address() {
    return pointer.address();
  }

  /** Returns all bytes. */
  ByteBuffer bytes() {
    return buffer;
  }

  /** Returns all bytes as doubles. */
  DoubleBuffer doubles() {
    return doubles;
  }

  /** Writes doubles to its start; long vectors by several threads, as one fills no memory bus. */
  void write(double[] values) {
    windows(values.length, (from, count) -> doubles.put(from, values, from, count));
  }

  /** Reads doubles from its start. */
  void read(double[] values, int length) {
    windows(length, (from, count) -> doubles.get(from, values, from, count));
  }

  private interface Window {
    void copy(int from, int count);
  }

  private static void windows(int length, Window window) {
    if (length < 2 * WINDOW) {
      window.copy(0, length);
      return;
    }
    IntStream.range(0, (length + WINDOW - 1) / WINDOW)
        .parallel()
        .forEach(i -> window.copy(i * WINDOW, Math.min(WINDOW, length - i * WINDOW)));
  }

  @Override
  public void close() {
    cudaFreeHost(pointer);
  }
}
