// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.util.Arrays;
import sparkoptim.core.data.ArrayStream;
import sparkoptim.core.data.Block;

/**
 * Canonical rows in primitive arrays on their way to a shard: non-zero entries in ascending
 * columns, weights above zero, and each row's hash until the rows are sorted. While every row is
 * full, that is without zeros, there are no columns.
 *
 * <pre>
 *   by row     labels | weights, or null | high, low: the 128 bits of its hash, or null
 *   by entry   values | columns, or null while every row is full
 *   offsets    of each row's first entry, and the end; null while every row is full
 * </pre>
 *
 * <p>Serialized: rows and width as ints, then labels, weights, offsets, columns, values, high and
 * low as {@link ArrayStream} writes them. A final class because Kryo cannot read records; public
 * because Java's serialization makes an empty one to read into.
 */
public final class RowPack implements Externalizable {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  int rows;

  /** Length of the longest vector. */
  int width;

  double[] labels;
  double[] weights;

  /** Null while every row is full. */
  int[] offsets;

  /** Null while every row is full. */
  int[] columns;

  double[] values;
  long[] high;
  long[] low;

  /** Creates an empty pack that {@link #readExternal} fills. */
  public RowPack() {}

  /**
   * Makes room for {@code rowRoom} full rows of a width; it grows, and makes room for columns if
   * need be.
   */
  RowPack(int width, int rowRoom, int entryRoom, boolean weighted, boolean hashed) {
    this.width = width;
    labels = new double[rowRoom];
    weights = weighted ? new double[rowRoom] : null;
    values = new double[entryRoom];
    high = hashed ? new long[rowRoom] : null;
    low = hashed ? new long[rowRoom] : null;
  }

  int entries() {
    return from(rows);
  }

  private int from(int row) {
    return offsets == null ? row * width : offsets[row];
  }

  /** Returns about how many bytes it takes. */
  long bytes() {
    return full() ? 32L * rows + 8L * entries() : 36L * rows + 12L * entries();
  }

  /** Returns the number of entries of a row. */
  int entries(int row) {
    return from(row + 1) - from(row);
  }

  /** Returns whether no row has a zero. */
  boolean full() {
    return offsets == null;
  }

  /**
   * Adds one row.
   *
   * @param fromColumns of its entries; null of a full row
   */
  void add(
      double label,
      double weight,
      int vectorWidth,
      int[] fromColumns,
      double[] fromValues,
      int from,
      int count) {
    if (rows == labels.length) {
      growRows(Math.max(16, rows + rows / 2));
    }
    if (offsets == null && (fromColumns != null || vectorWidth != width)) {
      nameColumns();
    }
    width = Math.max(width, vectorWidth);
    int at = entries();
    int end = Math.addExact(at, count);
    if (end > values.length) {
      growEntries((int) Math.min(LONGEST, Math.max(end, values.length * 3L / 2)));
    }
    System.arraycopy(fromValues, from, values, at, count);
    if (offsets != null) {
      copyColumns(fromColumns, from, at, count);
      offsets[rows + 1] = end;
    }
    labels[rows] = label;
    if (weights != null) {
      weights[rows] = weight;
    }
    rows++;
  }

  private void copyColumns(int[] fromColumns, int from, int at, int count) {
    if (fromColumns != null) {
      System.arraycopy(fromColumns, from, columns, at, count);
    } else {
      for (int j = 0; j < count; j++) {
        columns[at + j] = j;
      }
    }
  }

  /** Switches to naming columns, since rows may have zeros from here on. */
  private void nameColumns() {
    int[] starts = new int[labels.length + 1];
    columns = new int[values.length];
    for (int row = 0; row < rows; row++) {
      copyColumns(null, 0, starts[row], width);
      starts[row + 1] = starts[row] + width;
    }
    offsets = starts;
  }

  /** Adds a row of another pack. */
  void add(RowPack other, int row) {
    double weight = other.weights == null ? 1 : other.weights[row];
    int count = other.entries(row);
    int from = other.from(row);
    add(other.labels[row], weight, other.width, other.columns, other.values, from, count);
  }

  private void growRows(int room) {
    labels = Arrays.copyOf(labels, room);
    offsets = offsets == null ? null : Arrays.copyOf(offsets, room + 1);
    weights = weights == null ? null : Arrays.copyOf(weights, room);
    high = high == null ? null : Arrays.copyOf(high, room);
    low = low == null ? null : Arrays.copyOf(low, room);
  }

  private void growEntries(int room) {
    values = Arrays.copyOf(values, room);
    columns = columns == null ? null : Arrays.copyOf(columns, room);
  }

  /** Cuts the arrays to their contents. */
  RowPack trim() {
    if (labels.length > rows) {
      growRows(rows);
    }
    if (values.length > entries()) {
      growEntries(entries());
    }
    return this;
  }

  /** Returns the rows as a block, which takes the arrays over. */
  /**
   * Returns the rows as a block. It has no columns where no entry is 0, whatever packs the rows
   * came in: sums over dense rows add in another order, and packs depend on partitions.
   */
  Block block(int shard, int index) {
    boolean full = offsets == null || offsets[rows] == (long) rows * width;
    return full
        ? new Block(shard, index, width, labels, weights, null, null, values)
        : new Block(shard, index, width, labels, weights, offsets, columns, values);
  }

  /** Returns the first rows of a list of rows, in exactly the room that they need. */
  static RowPack of(RowPack[] packs, int[] rowOf, int count, boolean weighted) {
    int entries = 0;
    int width = 0;
    for (int i = 0; i < count; i++) {
      entries = Math.addExact(entries, packs[i].entries(rowOf[i]));
      width = Math.max(width, packs[i].width);
    }
    RowPack all = new RowPack(width, count, entries, weighted, false);
    for (int i = 0; i < count; i++) {
      all.add(packs[i], rowOf[i]);
    }
    return all;
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    out.writeInt(rows);
    out.writeInt(width);
    ArrayStream.write(labels, out);
    ArrayStream.write(weights, out);
    ArrayStream.write(offsets, out);
    ArrayStream.write(columns, out);
    ArrayStream.write(values, out);
    ArrayStream.write(high, out);
    ArrayStream.write(low, out);
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException {
    rows = in.readInt();
    width = in.readInt();
    labels = ArrayStream.readDoubles(in);
    weights = ArrayStream.readDoubles(in);
    offsets = ArrayStream.readInts(in);
    columns = ArrayStream.readInts(in);
    values = ArrayStream.readDoubles(in);
    high = ArrayStream.readLongs(in);
    low = ArrayStream.readLongs(in);
  }
}
