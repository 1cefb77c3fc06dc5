// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
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

  private int width;
  private int count;
  private int[] columns;
  private double[] values;
  private String fault;
  private int[] kept = new int[64];

  /** Reads a vector; false where a value is not finite. */
  boolean read(InternalRow vector) {
    boolean dense = vector.getByte(0) == DENSE;
    ArrayData array = vector.getArray(VALUES);
    values = array.toDoubleArray();
    columns = dense ? null : vector.getArray(INDICES).toIntArray();
    width = dense ? values.length : vector.getInt(SIZE);
    count = values.length;
    if (!finite()) {
      return false;
    }
    int zeros = 0;
    for (double value : values) {
      zeros += value == 0 ? 1 : 0;
    }
    if (zeros > 0) {
      dropZeros();
    }
    if (count == width) {
      columns = null;
    }
    return true;
  }

  private boolean finite() {
    for (int i = 0; i < count; i++) {
      if (!Double.isFinite(values[i])) {
        fault = values[i] + " as feature " + (columns == null ? i : columns[i]);
        return false;
      }
    }
    return true;
  }

  /** The array of values is a copy of ours already. */
  private void dropZeros() {
    if (kept.length < count) {
      kept = Arrays.copyOf(kept, count);
    }
    int at = 0;
    for (int i = 0; i < count; i++) {
      if (values[i] != 0) {
        kept[at] = columns == null ? i : columns[i];
        values[at++] = values[i];
      }
    }
    count = at;
    columns = kept;
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
    if (columns == null) {
      hash.entries(values, count);
    } else {
      hash.entries(columns, values, count);
    }
  }

  /** Adds the vector to a pack. */
  void addTo(RowPack pack, double label, double weight) {
    pack.add(label, weight, width, columns, values, 0, count);
  }
}
