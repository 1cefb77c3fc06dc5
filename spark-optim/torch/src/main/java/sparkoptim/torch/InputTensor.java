// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/** Rows of numbers as tensors over a buffer of Java's, which follow what is written there. */
final class InputTensor {
  private static final int LINE = 64;

  private final int[] sizes;
  private final int count;
  private final ByteBuffer bytes;
  private final FloatBuffer floats;
  private final LongBuffer wholes;

  /**
   * Makes room.
   *
   * @param whole whether numbers are 64-bit integers to PyTorch, and not floats
   * @param capacity the most rows
   * @param sizes of one row
   */
  InputTensor(boolean whole, int capacity, int... sizes) {
    this.sizes = sizes.clone();
    count = Arrays.stream(sizes).reduce(1, Math::multiplyExact);
    bytes = aligned(Math.multiplyExact(capacity, count), whole ? Long.BYTES : Float.BYTES);
    floats = whole ? null : bytes.asFloatBuffer();
    wholes = whole ? bytes.asLongBuffer() : null;
  }

  /** Returns room for numbers that begins where a line of the processor's cache does. */
  private static ByteBuffer aligned(int numbers, int width) {
    int size = Math.multiplyExact(Math.max(1, numbers), width);
    return ByteBuffer.allocateDirect(Math.addExact(size, 2 * LINE))
        .alignedSlice(LINE)
        .slice(0, size)
        .order(ByteOrder.nativeOrder());
  }

  /** Returns how many numbers a row has. */
  int size() {
    return count;
  }

  /**
   * Writes rows.
   *
   * @param row the first of them
   * @param values has them from a place on
   */
  void put(int row, float[] values, int from, int rows) {
    if (wholes == null) {
      floats.put(row * count, values, from, rows * count);
      return;
    }
    for (int i = 0; i < rows * count; i++) {
      wholes.put(row * count + i, (long) values[from + i]);
    }
  }

  /** Writes floats from the beginning on. */
  void putAll(float[] values, int numbers) {
    floats.put(0, values, 0, numbers);
  }

  /** Returns a tensor of the first rows. */
  PtNDArray of(PtNDManager manager, int rows) {
    long[] dimensions = new long[sizes.length + 1];
    dimensions[0] = rows;
    for (int i = 0; i < sizes.length; i++) {
      dimensions[i + 1] = sizes[i];
    }
    return shaped(manager, dimensions);
  }

  /** Returns a tensor of other dimensions over the first numbers. */
  PtNDArray shaped(PtNDManager manager, long... dimensions) {
    long numbers = Arrays.stream(dimensions).reduce(1, Math::multiplyExact);
    int width = wholes == null ? Float.BYTES : Long.BYTES;
    ByteBuffer part =
        bytes.slice(0, Math.toIntExact(numbers * width)).order(ByteOrder.nativeOrder());
    return manager.create(
        part,
        new ai.djl.ndarray.types.Shape(dimensions),
        wholes == null ? DataType.FLOAT32 : DataType.INT64);
  }
}
