package sparkoptim.core.data;

/**
 * A 128-bit hash of a row's canonical content: label, weight, and the non-zero entries with their
 * columns. Rows with one hash are identical rows. Explicit zeros and the sign of zero do not count.
 * Two SplitMix64 chains with different keys, absorbing 64 bits at a time.
 */
public final class RowHash {
  private long high;
  private long low;

  /** Begins a row. */
  public RowHash start(double label, double weight) {
    high = 0x243F6A8885A308D3L;
    low = 0x13198A2E03707344L;
    absorb(Double.doubleToLongBits(label + 0.0), 0);
    absorb(Double.doubleToLongBits(weight), 0);
    return this;
  }

  /** Takes an entry, in ascending order of columns; zeros must be left out. */
  public RowHash entry(int column, double value) {
    absorb(Double.doubleToLongBits(value), column * 0x9E3779B97F4A7C15L);
    return this;
  }

  /** The chains take the place in differently, so that no value can stand in for another place. */
  private void absorb(long bits, long place) {
    high = CounterRandom.mix(high ^ (bits + place));
    low = (low ^ bits) * 0xD1342543DE82EF95L + Long.rotateLeft(place, 17);
    low = Long.rotateLeft(low, 29) + high;
  }

  /** The first 64 bits. */
  public long high() {
    return CounterRandom.mix(high ^ Long.rotateLeft(low, 32));
  }

  /** The other 64 bits. */
  public long low() {
    return CounterRandom.mix(low);
  }
}
