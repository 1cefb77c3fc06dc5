// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.data;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The columns of a sparse block's entries in the smallest form that holds them: as bytes, the
 * distances within a row, beside each row's first; as chars where all are below 65,536; as ints.
 */
public abstract sealed class ColumnNumbers {
  private static final byte ABSENT = -1;
  private static final byte INTS = 0;
  private static final byte CHARS = 1;
  private static final byte GAPS = 2;
  private static final int LARGEST_GAP = 255;

  private ColumnNumbers() {}

  /** Returns an array as it is, not copied; null for null. */
  public static ColumnNumbers plain(int[] columns) {
    return columns == null ? null : new Ints(columns);
  }

  /**
   * Returns the columns in the smallest form; takes the array over where that is ints. Null for
   * null.
   *
   * @param offsets of the rows' first entries, and the end
   * @param width number of columns
   */
  public static ColumnNumbers smallest(int[] columns, int[] offsets, int width) {
    if (columns == null) {
      return null;
    }
    if (gapsFit(columns, offsets)) {
      return new Gaps(columns, offsets);
    }
    return width > 1 << Character.SIZE ? plain(columns) : new Chars(columns);
  }

  private static boolean gapsFit(int[] columns, int[] offsets) {
    for (int row = 0; row + 1 < offsets.length; row++) {
      for (int i = offsets[row] + 1; i < offsets[row + 1]; i++) {
        int gap = columns[i] - columns[i - 1];
        if (gap < 0 || gap > LARGEST_GAP) {
          return false;
        }
      }
    }
    return true;
  }

  /** Writes the columns of a row's entries, which are at {@code from} to {@code from + count}. */
  public abstract void copy(int row, int from, int count, int[] to, int at);

  /** Returns the array behind them; null where they are not kept as ints. */
  public int[] intsOrNull() {
    return null;
  }

  /**
   * Returns all columns: the array behind them, or a new one. Read it, never write it.
   *
   * @param offsets of the rows' first entries, and the end
   */
  public int[] ints(int[] offsets) {
    int rows = offsets.length - 1;
    int[] result = new int[offsets[rows]];
    for (int row = 0; row < rows; row++) {
      copy(row, offsets[row], offsets[row + 1] - offsets[row], result, offsets[row]);
    }
    return result;
  }

  /** Writes the form as a byte, and the array. */
  abstract void put(DataOutput out) throws IOException;

  /** Writes columns, or null. */
  static void write(ColumnNumbers columns, DataOutput out) throws IOException {
    if (columns == null) {
      out.writeByte(ABSENT);
    } else {
      columns.put(out);
    }
  }

  /** Reads what {@link #write} wrote. */
  static ColumnNumbers read(DataInput in) throws IOException {
    byte form = in.readByte();
    return switch (form) {
      case ABSENT -> null;
      case INTS -> new Ints(ArrayStream.readInts(in));
      case CHARS -> new Chars(ArrayStream.readChars(in));
      case GAPS -> new Gaps(ArrayStream.readInts(in), ArrayStream.readBytes(in));
      default -> throw new IOException("a block's columns: no form has the number " + form);
    };
  }

  private static final class Ints extends ColumnNumbers {
    private final int[] columns;

    Ints(int[] columns) {
      this.columns = columns;
    }

    @Override
    public void copy(int row, int from, int count, int[] to, int at) {
      System.arraycopy(columns, from, to, at, count);
    }

    @Override
    public int[] intsOrNull() {
      return columns;
    }

    @Override
    public int[] ints(int[] offsets) {
      return columns;
    }

    @Override
    void put(DataOutput out) throws IOException {
      out.writeByte(INTS);
      ArrayStream.write(columns, out);
    }
  }

  private static final class Chars extends ColumnNumbers {
    private final char[] columns;

    Chars(char[] columns) {
      this.columns = columns;
    }

    Chars(int[] columns) {
      this(new char[columns.length]);
      for (int i = 0; i < columns.length; i++) {
        this.columns[i] = (char) columns[i];
      }
    }

    @Override
    public void copy(int row, int from, int count, int[] to, int at) {
      for (int i = 0; i < count; i++) {
        to[at + i] = columns[from + i];
      }
    }

    @Override
    void put(DataOutput out) throws IOException {
      out.writeByte(CHARS);
      ArrayStream.write(columns, out);
    }
  }

  private static final class Gaps extends ColumnNumbers {
    /** Of each row; any number of an empty one. */
    private final int[] first;

    /** From the column before; of a row's first entry 0. */
    private final byte[] gaps;

    Gaps(int[] first, byte[] gaps) {
      this.first = first;
      this.gaps = gaps;
    }

    Gaps(int[] columns, int[] offsets) {
      this(new int[offsets.length - 1], new byte[columns.length]);
      for (int row = 0; row < first.length; row++) {
        int from = offsets[row];
        int to = offsets[row + 1];
        first[row] = from < to ? columns[from] : 0;
        for (int i = from + 1; i < to; i++) {
          gaps[i] = (byte) (columns[i] - columns[i - 1]);
        }
      }
    }

    @Override
    public void copy(int row, int from, int count, int[] to, int at) {
      int column = first[row];
      for (int i = 0; i < count; i++) {
        column += gaps[from + i] & 0xff;
        to[at + i] = column;
      }
    }

    @Override
    void put(DataOutput out) throws IOException {
      out.writeByte(GAPS);
      ArrayStream.write(first, out);
      ArrayStream.write(gaps, out);
    }
  }
}
