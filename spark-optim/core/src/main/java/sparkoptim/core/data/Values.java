// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.data;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The values of a block's entries in the smallest of five forms that holds each of them exactly:
 * nothing at all where all are 1 (one-hot rows), bytes from 0 to 255 (counts, pixels), shorts,
 * floats, doubles. Arithmetic is in doubles, so the form changes no bit of a result.
 */
public abstract sealed class Values {
  private static final byte DOUBLES = 0;
  private static final byte FLOATS = 1;
  private static final byte SHORTS = 2;
  private static final byte BYTES = 3;
  private static final byte ONES = 4;

  private Values() {}

  /** Returns an array as it is, not copied. */
  public static Values plain(double[] values) {
    return new Doubles(values);
  }

  /** Returns the values in the smallest form; takes the array over where that is doubles. */
  public static Values smallest(double[] values) {
    int form = ONES;
    for (double value : values) {
      while (!holds(form, value)) {
        form--;
      }
      if (form == DOUBLES) {
        return new Doubles(values);
      }
    }
    return switch (form) {
      case ONES -> new Ones(values.length);
      case BYTES -> new Bytes(bytes(values));
      case SHORTS -> new Shorts(shorts(values));
      default -> new Floats(floats(values));
    };
  }

  /** By bits, since -0.0 is no whole number. */
  private static boolean holds(int form, double value) {
    double kept =
        switch (form) {
          case ONES -> 1;
          case BYTES -> (int) value & 0xff;
          case SHORTS -> (short) value;
          case FLOATS -> (float) value;
          default -> value;
        };
    return Double.doubleToRawLongBits(kept) == Double.doubleToRawLongBits(value);
  }

  private static byte[] bytes(double[] values) {
    byte[] result = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (byte) (int) values[i];
    }
    return result;
  }

  private static short[] shorts(double[] values) {
    short[] result = new short[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (short) values[i];
    }
    return result;
  }

  private static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }

  /** Returns the number of values. */
  public abstract int length();

  /** Returns a value. Loops over many are faster by {@link #copy} or {@link RowView}. */
  public abstract double at(int index);

  /** Writes some values in a row. */
  public abstract void copy(int from, int count, double[] to, int at);

  /**
   * Returns the inner product of a dense row and a point: eight sums, as many as hide their
   * latency, then the rest of the columns.
   *
   * @param from the row's first value
   */
  public abstract double dot(int from, double[] point, int width);

  /**
   * Adds a dense row's values times a factor to a sum.
   *
   * @param line as long as a row, to write over
   */
  public abstract void addTo(double[] sum, double factor, int from, double[] line);

  /** Returns the array behind them; null where they are not kept as doubles. */
  public double[] doublesOrNull() {
    return null;
  }

  /** Returns whether all are 1, and kept as nothing. */
  public boolean ones() {
    return false;
  }

  /** Returns all values: the array behind them, or a new one. Read it, never write it. */
  public double[] doubles() {
    double[] result = new double[length()];
    copy(0, result.length, result, 0);
    return result;
  }

  /** Returns the inner product of a dense row of doubles and a point, as {@link #dot} of values. */
  public static double dot(double[] values, int from, double[] point, int width) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int j = 0;
    for (; j + 7 < width; j += 8) {
      int i = from + j;
      s0 += values[i] * point[j];
      s1 += values[i + 1] * point[j + 1];
      s2 += values[i + 2] * point[j + 2];
      s3 += values[i + 3] * point[j + 3];
      s4 += values[i + 4] * point[j + 4];
      s5 += values[i + 5] * point[j + 5];
      s6 += values[i + 6] * point[j + 6];
      s7 += values[i + 7] * point[j + 7];
    }
    double sum = (s0 + s1) + (s2 + s3) + ((s4 + s5) + (s6 + s7));
    for (; j < width; j++) {
      sum += values[from + j] * point[j];
    }
    return sum;
  }

  /** Writes the form as a byte, and what it holds. */
  abstract void write(DataOutput out) throws IOException;

  /** Reads what {@link #write} wrote. */
  static Values read(DataInput in) throws IOException {
    byte form = in.readByte();
    return switch (form) {
      case DOUBLES -> new Doubles(ArrayStream.readDoubles(in));
      case FLOATS -> new Floats(ArrayStream.readFloats(in));
      case SHORTS -> new Shorts(ArrayStream.readShorts(in));
      case BYTES -> new Bytes(ArrayStream.readBytes(in));
      case ONES -> new Ones(in.readInt());
      default -> throw new IOException("a block's values: no form has the number " + form);
    };
  }

  private static final class Doubles extends Values {
    private final double[] values;

    Doubles(double[] values) {
      this.values = values;
    }

    @Override
    public int length() {
      return values.length;
    }

    @Override
    public double at(int index) {
      return values[index];
    }

    @Override
    public void copy(int from, int count, double[] to, int at) {
      System.arraycopy(values, from, to, at, count);
    }

    @Override
    public double[] doublesOrNull() {
      return values;
    }

    @Override
    public double[] doubles() {
      return values;
    }

    @Override
    public double dot(int from, double[] point, int width) {
      return Values.dot(values, from, point, width);
    }

    /**
     * The compiler takes several coordinates at once only where arrays are read and written at the
     * same index: at different ones they may overlap. Hence the copy, which costs little in cache.
     */
    @Override
    public void addTo(double[] sum, double factor, int from, double[] line) {
      System.arraycopy(values, from, line, 0, line.length);
      for (int j = 0; j < line.length; j++) {
        sum[j] += factor * line[j];
      }
    }

    @Override
    void write(DataOutput out) throws IOException {
      out.writeByte(DOUBLES);
      ArrayStream.write(values, out);
    }
  }

  private static final class Floats extends Values {
    private final float[] values;

    Floats(float[] values) {
      this.values = values;
    }

    @Override
    public int length() {
      return values.length;
    }

    @Override
    public double at(int index) {
      return values[index];
    }

    @Override
    public void copy(int from, int count, double[] to, int at) {
      for (int i = 0; i < count; i++) {
        to[at + i] = values[from + i];
      }
    }

    @Override
    public double dot(int from, double[] point, int width) {
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      double s4 = 0;
      double s5 = 0;
      double s6 = 0;
      double s7 = 0;
      int j = 0;
      for (; j + 7 < width; j += 8) {
        int i = from + j;
        s0 += values[i] * point[j];
        s1 += values[i + 1] * point[j + 1];
        s2 += values[i + 2] * point[j + 2];
        s3 += values[i + 3] * point[j + 3];
        s4 += values[i + 4] * point[j + 4];
        s5 += values[i + 5] * point[j + 5];
        s6 += values[i + 6] * point[j + 6];
        s7 += values[i + 7] * point[j + 7];
      }
      double sum = (s0 + s1) + (s2 + s3) + ((s4 + s5) + (s6 + s7));
      for (; j < width; j++) {
        sum += values[from + j] * point[j];
      }
      return sum;
    }

    @Override
    public void addTo(double[] sum, double factor, int from, double[] line) {
      for (int j = 0; j < line.length; j++) {
        sum[j] += factor * values[from + j];
      }
    }

    @Override
    void write(DataOutput out) throws IOException {
      out.writeByte(FLOATS);
      ArrayStream.write(values, out);
    }
  }

  private static final class Shorts extends Values {
    private final short[] values;

    Shorts(short[] values) {
      this.values = values;
    }

    @Override
    public int length() {
      return values.length;
    }

    @Override
    public double at(int index) {
      return values[index];
    }

    @Override
    public void copy(int from, int count, double[] to, int at) {
      for (int i = 0; i < count; i++) {
        to[at + i] = values[from + i];
      }
    }

    @Override
    public double dot(int from, double[] point, int width) {
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      double s4 = 0;
      double s5 = 0;
      double s6 = 0;
      double s7 = 0;
      int j = 0;
      for (; j + 7 < width; j += 8) {
        int i = from + j;
        s0 += values[i] * point[j];
        s1 += values[i + 1] * point[j + 1];
        s2 += values[i + 2] * point[j + 2];
        s3 += values[i + 3] * point[j + 3];
        s4 += values[i + 4] * point[j + 4];
        s5 += values[i + 5] * point[j + 5];
        s6 += values[i + 6] * point[j + 6];
        s7 += values[i + 7] * point[j + 7];
      }
      double sum = (s0 + s1) + (s2 + s3) + ((s4 + s5) + (s6 + s7));
      for (; j < width; j++) {
        sum += values[from + j] * point[j];
      }
      return sum;
    }

    @Override
    public void addTo(double[] sum, double factor, int from, double[] line) {
      for (int j = 0; j < line.length; j++) {
        sum[j] += factor * values[from + j];
      }
    }

    @Override
    void write(DataOutput out) throws IOException {
      out.writeByte(SHORTS);
      ArrayStream.write(values, out);
    }
  }

  private static final class Bytes extends Values {
    /** Reading them is faster than turning a byte into a double. */
    private static final double[] NUMBERS = IntStream.range(0, 256).asDoubleStream().toArray();

    private final byte[] values;

    Bytes(byte[] values) {
      this.values = values;
    }

    @Override
    public int length() {
      return values.length;
    }

    @Override
    public double at(int index) {
      return values[index] & 0xff;
    }

    @Override
    public void copy(int from, int count, double[] to, int at) {
      for (int i = 0; i < count; i++) {
        to[at + i] = values[from + i] & 0xff;
      }
    }

    @Override
    public double dot(int from, double[] point, int width) {
      double[] numbers = NUMBERS;
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      double s4 = 0;
      double s5 = 0;
      double s6 = 0;
      double s7 = 0;
      int j = 0;
      for (; j + 7 < width; j += 8) {
        int i = from + j;
        s0 += numbers[values[i] & 0xff] * point[j];
        s1 += numbers[values[i + 1] & 0xff] * point[j + 1];
        s2 += numbers[values[i + 2] & 0xff] * point[j + 2];
        s3 += numbers[values[i + 3] & 0xff] * point[j + 3];
        s4 += numbers[values[i + 4] & 0xff] * point[j + 4];
        s5 += numbers[values[i + 5] & 0xff] * point[j + 5];
        s6 += numbers[values[i + 6] & 0xff] * point[j + 6];
        s7 += numbers[values[i + 7] & 0xff] * point[j + 7];
      }
      double sum = (s0 + s1) + (s2 + s3) + ((s4 + s5) + (s6 + s7));
      for (; j < width; j++) {
        sum += numbers[values[from + j] & 0xff] * point[j];
      }
      return sum;
    }

    @Override
    public void addTo(double[] sum, double factor, int from, double[] line) {
      double[] numbers = NUMBERS;
      for (int j = 0; j < line.length; j++) {
        sum[j] += factor * numbers[values[from + j] & 0xff];
      }
    }

    @Override
    void write(DataOutput out) throws IOException {
      out.writeByte(BYTES);
      ArrayStream.write(values, out);
    }
  }

  private static final class Ones extends Values {
    private final int length;

    Ones(int length) {
      this.length = length;
    }

    @Override
    public int length() {
      return length;
    }

    @Override
    public double at(int index) {
      return 1;
    }

    @Override
    public boolean ones() {
      return true;
    }

    @Override
    public void copy(int from, int count, double[] to, int at) {
      Arrays.fill(to, at, at + count, 1);
    }

    @Override
    public double dot(int from, double[] point, int width) {
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      double s4 = 0;
      double s5 = 0;
      double s6 = 0;
      double s7 = 0;
      int j = 0;
      for (; j + 7 < width; j += 8) {
        s0 += point[j];
        s1 += point[j + 1];
        s2 += point[j + 2];
        s3 += point[j + 3];
        s4 += point[j + 4];
        s5 += point[j + 5];
        s6 += point[j + 6];
        s7 += point[j + 7];
      }
      double sum = (s0 + s1) + (s2 + s3) + ((s4 + s5) + (s6 + s7));
      for (; j < width; j++) {
        sum += point[j];
      }
      return sum;
    }

    @Override
    public void addTo(double[] sum, double factor, int from, double[] line) {
      for (int j = 0; j < line.length; j++) {
        sum[j] += factor;
      }
    }

    @Override
    void write(DataOutput out) throws IOException {
      out.writeByte(ONES);
      out.writeInt(length);
    }
  }
}
