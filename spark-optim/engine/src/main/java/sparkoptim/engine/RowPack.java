package sparkoptim.engine;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import sparkoptim.core.data.Block;

/**
 * Canonical rows in primitive arrays on their way to a shard: non-zero entries in ascending
 * columns, weights above zero, and each row's hash until the rows are sorted. A final class because
 * Kryo cannot read records.
 */
final class RowPack implements Serializable {
  private static final long serialVersionUID = 1L;

  int rows;

  /** Length of the longest vector. */
  int width;

  double[] labels;
  double[] weights;
  int[] offsets;
  int[] columns;
  double[] values;
  long[] high;
  long[] low;

  /** Room for so many rows and entries; it grows. */
  RowPack(int rowRoom, int entryRoom, boolean weighted, boolean hashed) {
    labels = new double[rowRoom];
    weights = weighted ? new double[rowRoom] : null;
    offsets = new int[rowRoom + 1];
    columns = new int[entryRoom];
    values = new double[entryRoom];
    high = hashed ? new long[rowRoom] : null;
    low = hashed ? new long[rowRoom] : null;
  }

  int entries() {
    return offsets[rows];
  }

  /** Adds one row, its entries given by a range of two arrays. */
  void add(double label, double weight, int[] fromColumns, double[] fromValues, int from, int to) {
    if (rows == labels.length) {
      growRows();
    }
    int at = offsets[rows];
    int end = Math.addExact(at, to - from);
    if (end > columns.length) {
      int room = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(end, columns.length * 3L / 2));
      columns = Arrays.copyOf(columns, room);
      values = Arrays.copyOf(values, room);
    }
    System.arraycopy(fromColumns, from, columns, at, to - from);
    System.arraycopy(fromValues, from, values, at, to - from);
    labels[rows] = label;
    if (weights != null) {
      weights[rows] = weight;
    }
    offsets[++rows] = end;
  }

  /** Adds a row of another pack. */
  void add(RowPack other, int row) {
    double weight = other.weights == null ? 1 : other.weights[row];
    int from = other.offsets[row];
    add(other.labels[row], weight, other.columns, other.values, from, other.offsets[row + 1]);
  }

  private void growRows() {
    int room = Math.max(16, labels.length + labels.length / 2);
    labels = Arrays.copyOf(labels, room);
    offsets = Arrays.copyOf(offsets, room + 1);
    weights = weights == null ? null : Arrays.copyOf(weights, room);
    high = high == null ? null : Arrays.copyOf(high, room);
    low = low == null ? null : Arrays.copyOf(low, room);
  }

  /** Cuts the arrays to their contents. */
  RowPack trim() {
    labels = Arrays.copyOf(labels, rows);
    offsets = Arrays.copyOf(offsets, rows + 1);
    columns = Arrays.copyOf(columns, offsets[rows]);
    values = Arrays.copyOf(values, offsets[rows]);
    weights = weights == null ? null : Arrays.copyOf(weights, rows);
    high = high == null ? null : Arrays.copyOf(high, rows);
    low = low == null ? null : Arrays.copyOf(low, rows);
    return this;
  }

  /** The rows as a block, which takes the arrays over. */
  Block block(int shard, int index, int blockWidth) {
    return new Block(shard, index, blockWidth, labels, weights, offsets, columns, values);
  }

  /**
   * All rows of several packs with hashes, in the order of their hashes; the hashes are dropped.
   */
  static RowPack sorted(List<RowPack> packs, boolean weighted) {
    int rows = 0;
    int entries = 0;
    int width = 0;
    for (RowPack pack : packs) {
      rows = Math.addExact(rows, pack.rows);
      entries = Math.addExact(entries, pack.entries());
      width = Math.max(width, pack.width);
    }
    int[] packOf = new int[rows];
    int[] rowOf = new int[rows];
    long[] high = new long[rows];
    long[] low = new long[rows];
    int at = 0;
    for (int p = 0; p < packs.size(); p++) {
      RowPack pack = packs.get(p);
      System.arraycopy(pack.high, 0, high, at, pack.rows);
      System.arraycopy(pack.low, 0, low, at, pack.rows);
      for (int row = 0; row < pack.rows; row++) {
        packOf[at] = p;
        rowOf[at++] = row;
      }
    }
    RowPack all = new RowPack(rows, entries, weighted, false);
    all.width = width;
    for (int i : HashOrder.of(high, low)) {
      all.add(packs.get(packOf[i]), rowOf[i]);
    }
    return all;
  }
}
