// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.Platform;
import sparkoptim.core.data.RowHash;

/**
 * The non-zero entries of one vector after the other, from the form that {@code VectorUDT} gives
 * them in Spark's internal rows: (type, size, indices, values), type 0 sparse, 1 dense.
 */
final class VectorReader {
  /** The fields of the struct that a vector is. */
  static final int FIELDS = 4;

  private static final int SIZE = 1;
  private static final int INDICES = 2;
  private static final int VALUES = 3;
  private static final byte DENSE = 1;

  /** The bits of the largest finite number. */
  private static final long MOST = Double.doubleToRawLongBits(Double.MAX_VALUE);

  private int width;
  private int count;
  private boolean full;
  private int[] columns = {};
  private double[] values = {};

  /** The values' bits. */
  private long[] bits = {};

  private String fault;

  /** Reads a vector; false where a value is not finite. The arrays are used again. */
  boolean read(InternalRow vector) {
    boolean dense = vector.getByte(0) == DENSE;
    ArrayData array = vector.getArray(VALUES);
    count = array.numElements();
    width = dense ? count : vector.getInt(SIZE);
    makeRoom();
    if (array instanceof UnsafeArrayData unsafe) {
      copy(unsafe, bits, Platform.LONG_ARRAY_OFFSET, Double.BYTES);
      copy(unsafe, values, Platform.DOUBLE_ARRAY_OFFSET, Double.BYTES);
    } else {
      for (int i = 0; i < count; i++) {
        values[i] = array.getDouble(i);
        bits[i] = Double.doubleToRawLongBits(values[i]);
      }
    }
    boolean odd = odd();
    full = count == width && !odd;
    if (!full) {
      readColumns(dense ? null : vector.getArray(INDICES));
    }
    return !odd || dropZeros();
  }

  private void makeRoom() {
    if (values.length < count) {
      int room = Math.max(64, count + count / 2);
      values = new double[room];
      bits = new long[room];
      columns = new int[room];
    }
  }

  private void copy(UnsafeArrayData from, Object to, long start, int size) {
    long header = UnsafeArrayData.calculateHeaderPortionInBytes(count);
    Platform.copyMemory(
        from.getBaseObject(), from.getBaseOffset() + header, to, start, (long) count * size);
  }

  private void readColumns(ArrayData indices) {
    if (indices instanceof UnsafeArrayData unsafe) {
      copy(unsafe, columns, Platform.INT_ARRAY_OFFSET, Integer.BYTES);
    } else {
      for (int i = 0; i < count; i++) {
        columns[i] = indices == null ? i : indices.getInt(i);
      }
    }
  }

  /** Whether a value is zero, infinite or NaN: without a branch, several values at once. */
  private boolean odd() {
    long any = 0;
    for (int i = 0; i < count; i++) {
      long magnitude = bits[i] & Long.MAX_VALUE;
      any |= (magnitude - 1) | (MOST - magnitude);
    }
    return any < 0;
  }

  /** False where a value is not finite. */
  private boolean dropZeros() {
    int at = 0;
    for (int i = 0; i < count; i++) {
      if (!Double.isFinite(values[i])) {
        fault = values[i] + " as feature " + columns[i];
        return false;
      }
      if (values[i] != 0) {
        columns[at] = columns[i];
        bits[at] = bits[i];
        values[at++] = values[i];
      }
    }
    count = at;
    return true;
  }

  /** Returns the length of the vector. */
  int width() {
    return width;
  }

  /** Returns the entries that are not zero. */
  int count() {
    return count;
  }

  /** Returns what is wrong with a vector that was not read. */
  String fault() {
    return fault;
  }

  /** Hashes the entries. */
  void hash(RowHash hash) {
    hash.entries(full ? null : columns, bits, count);
  }

  /** Adds the vector to a pack. */
  void addTo(RowPack pack, double label, double weight) {
    pack.add(label, weight, width, full ? null : columns, values, 0, count);
  }
}
