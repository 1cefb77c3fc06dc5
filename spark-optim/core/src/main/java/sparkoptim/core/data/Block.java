// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.data;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serializable;

/**
 * Labelled rows of one shard in primitive arrays: compressed sparse rows, or dense row by row.
 * Immutable by agreement; a final class because Kryo cannot read records.
 *
 * <p>The rows (0, 5, 0) and (7, 0, 8), of width 3:
 *
 * <pre>
 *   sparse   offsets [0, 1, 3]   columns [1, 0, 2]   values [5, 7, 8]
 *   dense    offsets null        columns null        values [0, 5, 0, 7, 0, 8]
 * </pre>
 *
 * <p>Columns and values are kept in the smallest form that holds them, see {@link #compact}.
 *
 * <p>Serialized: shard, index and width as ints, then labels, weights and offsets as {@link
 * ArrayStream} writes them, null as a length of -1, then the form and the array of columns and of
 * values.
 */
public final class Block implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The shard it belongs to. */
  public final int shard;

  /** Its place within the shard, from 0. */
  public final int index;

  /** Number of columns. */
  public final int width;

  /** One label per row. */
  public final double[] labels;

  /** One weight > 0 per row; null where all are 1. */
  public final double[] weights;

  /** Row i has entries offsets[i] to offsets[i+1]; null when dense. */
  public final int[] offsets;

  /** Column of each entry, ascending in a row; null when dense. */
  public final ColumnNumbers columns;

  /** Value of each entry; when dense, width values per row. */
  public final Values values;

  /** Takes the arrays as they are. */
  public Block(
      int shard,
      int index,
      int width,
      double[] labels,
      double[] weights,
      int[] offsets,
      int[] columns,
      double[] values) {
    this(
        shard,
        index,
        width,
        labels,
        weights,
        offsets,
        ColumnNumbers.plain(columns),
        Values.plain(values));
  }

  private Block(
      int shard,
      int index,
      int width,
      double[] labels,
      double[] weights,
      int[] offsets,
      ColumnNumbers columns,
      Values values) {
    this.shard = shard;
    this.index = index;
    this.width = width;
    this.labels = labels;
    this.weights = weights;
    this.offsets = offsets;
    this.columns = columns;
    this.values = values;
  }

  /**
   * Returns the same rows with entries in the smallest forms that hold them. Where values need
   * doubles, columns stay ints: decoding costs more than reading a quarter less saves.
   */
  public Block compact() {
    Values smallest = Values.smallest(values.doubles());
    boolean decoded = columns != null && smallest.doublesOrNull() == null;
    return new Block(
        shard,
        index,
        width,
        labels,
        weights,
        offsets,
        decoded ? ColumnNumbers.smallest(columns.ints(offsets), offsets, width) : columns,
        smallest);
  }

  /** Returns rows with the same entries, and other labels and weights. */
  public Block labelled(double[] otherLabels, double[] otherWeights) {
    return new Block(shard, index, width, otherLabels, otherWeights, offsets, columns, values);
  }

  /** Returns the number of rows. */
  public int rows() {
    return labels.length;
  }

  /** Returns whether it is stored as compressed sparse rows. */
  public boolean sparse() {
    return columns != null;
  }

  /** Returns whether columns are kept, and not as ints. */
  boolean packedColumns() {
    return columns != null && columns.intsOrNull() == null;
  }

  /** Returns the weight of a row. */
  public double weight(int row) {
    return weights == null ? 1 : weights[row];
  }

  /** Returns the first entry of a row in {@link #values}. */
  public int from(int row) {
    return offsets == null ? row * width : offsets[row];
  }

  /** Returns the end of a row's entries in {@link #values}. */
  public int to(int row) {
    return offsets == null ? (row + 1) * width : offsets[row + 1];
  }

  private Object writeReplace() {
    return new Form(this);
  }

  /** A block on its way to a disk or another process: Java's own form of arrays is slow. */
  private static final class Form implements Externalizable {
    private static final long serialVersionUID = 1L;
    private Block block;

    /** Creates an empty form that {@link #readExternal} fills. */
    public Form() {}

    Form(Block block) {
      this.block = block;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
      out.writeInt(block.shard);
      out.writeInt(block.index);
      out.writeInt(block.width);
      ArrayStream.write(block.labels, out);
      ArrayStream.write(block.weights, out);
      ArrayStream.write(block.offsets, out);
      ColumnNumbers.write(block.columns, out);
      block.values.write(out);
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException {
      block =
          new Block(
              in.readInt(),
              in.readInt(),
              in.readInt(),
              ArrayStream.readDoubles(in),
              ArrayStream.readDoubles(in),
              ArrayStream.readInts(in),
              ColumnNumbers.read(in),
              Values.read(in));
    }

    private Object readResolve() {
      return block;
    }
  }
}
