// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.data;

import java.util.stream.LongStream;

/**
 * A 128-bit hash of a row's canonical content: label, weight, and the non-zero entries with their
 * columns. Rows with one hash are identical rows. Explicit zeros and the sign of zero do not count.
 * Every part is mixed with its place by two SplitMix64 functions, and the results are added, so
 * that parts do not wait for each other.
 */
public final class RowHash {
  private static final long PLACE = 0x9E3779B97F4A7C15L;
  private static final long OTHER_PLACE = 0xD1342543DE82EF95L;
  private static final long LABEL = -1;
  private static final long WEIGHT = -2;

  private long high;
  private long low;

  /** Of each entry of a row, and of each of the first columns: its column times a constant. */
  private long[] places = {};

  private long[] otherPlaces = {};
  private long[] firstPlaces = {};
  private long[] otherFirstPlaces = {};

  /** Begins a row. */
  public RowHash start(double label, double weight) {
    high = 0x243F6A8885A308D3L;
    low = 0x13198A2E03707344L;
    absorb(Double.doubleToLongBits(label + 0.0), LABEL);
    absorb(Double.doubleToLongBits(weight), WEIGHT);
    return this;
  }

  /** Takes an entry; zeros must be left out. */
  public RowHash entry(int column, double value) {
    absorb(Double.doubleToLongBits(value), column);
    return this;
  }

  /**
   * Takes the first entries of lists; zeros must be left out.
   *
   * @param columns of the entries; null where these are the first columns
   * @param bits of their values
   */
  public RowHash entries(int[] columns, long[] bits, int count) {
    makeRoom(count);
    if (columns == null) {
      add(firstPlaces, otherFirstPlaces, bits, count);
      return this;
    }
    for (int i = 0; i < count; i++) {
      places[i] = columns[i] * PLACE;
      otherPlaces[i] = columns[i] * OTHER_PLACE;
    }
    add(places, otherPlaces, bits, count);
    return this;
  }

  /** The compiler does each loop for eight entries at once, but no more products than these. */
  private void add(long[] at, long[] otherAt, long[] bits, int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += CounterRandom.mix(bits[i] + at[i]);
    }
    long other = 0;
    for (int i = 0; i < count; i++) {
      other += CounterRandom.mix(Long.rotateLeft(bits[i], 32) ^ otherAt[i]);
    }
    high += sum;
    low += other;
  }

  private void makeRoom(int count) {
    if (places.length < count) {
      int room = Math.max(64, count + count / 2);
      places = new long[room];
      otherPlaces = new long[room];
      firstPlaces = LongStream.range(0, room).map(column -> column * PLACE).toArray();
      otherFirstPlaces = LongStream.range(0, room).map(column -> column * OTHER_PLACE).toArray();
    }
  }

  private void absorb(long bits, long place) {
    high += one(bits, place);
    low += two(bits, place);
  }

  private static long one(long bits, long place) {
    return CounterRandom.mix(bits + place * PLACE);
  }

  private static long two(long bits, long place) {
    return CounterRandom.mix(Long.rotateLeft(bits, 32) ^ (place * OTHER_PLACE));
  }

  /** Returns the first 64 bits. */
  public long high() {
    return CounterRandom.mix(high ^ Long.rotateLeft(low, 32));
  }

  /** Returns the other 64 bits. */
  public long low() {
    return CounterRandom.mix(low);
  }
}
