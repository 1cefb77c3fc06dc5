// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.reduce;

import java.io.Serializable;
import java.util.Arrays;

/**
 * One owner's part of a sparse sum: the indices that its leaves touched, and for each of its pieces
 * the values there and one number behind them.
 */
public final class SparseSubtrees implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Number of bits up to which whole numbers are exact in single precision. */
  private static final int BITS = 24;

  private final double[][] values;
  private final boolean wide;
  private int[] indices = {};
  private int count;

  /**
   * Creates the empty part of an owner with a number of pieces.
   *
   * @param dimension above all indices
   */
  public SparseSubtrees(int pieces, int dimension) {
    values = new double[pieces][0];
    wide = high(dimension - 1) > 0;
  }

  /** Takes over the indices of slots, and makes room for their values. */
  public void at(IndexSlots slots) {
    room(slots.count());
    System.arraycopy(slots.indices(), 0, indices, 0, count);
  }

  private void room(int number) {
    count = number;
    if (indices.length < count) {
      indices = new int[count + count / 2];
    }
    for (int piece = 0; piece < values.length; piece++) {
      if (values[piece].length <= count) {
        values[piece] = new double[count + count / 2 + 1];
      }
    }
  }

  /** Returns the number of indices. */
  public int count() {
    return count;
  }

  /** Returns the indices. Live: read them, never keep or write them. */
  int[] indices() {
    return indices;
  }

  /** Returns the values of a piece, to be written before they are sent. */
  public double[] values(int piece) {
    return values[piece];
  }

  /**
   * Returns the first part of a whole number >= 0 that travels as two values, exact in any
   * precision.
   */
  public static int high(int number) {
    return number >>> BITS;
  }

  /** Returns the second part. */
  public static int low(int number) {
    return number & ((1 << BITS) - 1);
  }

  /** Returns the number of two parts. */
  public static int whole(double high, double low) {
    return (((int) high) << BITS) + (int) low;
  }

  /** Returns the count of numbers in a message of this. */
  public int messageLength() {
    return 2 + (wide ? 2 : 1) * count + values.length * (count + 1);
  }

  /**
   * Writes itself into an array from {@code at} on. Counts and indices are exact in single
   * precision too: those that are not are stored in two parts.
   */
  public void write(double[] message, int at) {
    int place = at;
    message[place++] = high(count);
    message[place++] = low(count);
    for (int i = 0; i < count; i++) {
      if (wide) {
        message[place++] = high(indices[i]);
      }
      message[place++] = low(indices[i]);
    }
    for (double[] piece : values) {
      System.arraycopy(piece, 0, message, place, count + 1);
      place += count + 1;
    }
  }

  /** Becomes what one for as many pieces and the same dimension wrote. */
  public void read(double[] message, int from) {
    int place = from + 2;
    room(whole(message[from], message[from + 1]));
    for (int i = 0; i < count; i++) {
      double high = wide ? message[place++] : 0;
      indices[i] = whole(high, message[place++]);
    }
    for (double[] piece : values) {
      System.arraycopy(message, place, piece, 0, count + 1);
      place += count + 1;
    }
  }

  /** Returns the size of indices and values. */
  public long bytes() {
    return (long) count * Integer.BYTES + (long) values.length * (count + 1) * Double.BYTES;
  }

  /** Lets go of the room to spare, before it travels. */
  public SparseSubtrees trim() {
    indices = Arrays.copyOf(indices, count);
    for (int piece = 0; piece < values.length; piece++) {
      values[piece] = Arrays.copyOf(values[piece], count + 1);
    }
    return this;
  }
}
