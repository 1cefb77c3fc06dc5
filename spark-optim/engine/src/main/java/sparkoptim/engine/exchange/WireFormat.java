package sparkoptim.engine.exchange;

/** How a value travels. Both sides of a link have the same; little-endian always. */
public enum WireFormat {
  /** As it is. */
  DOUBLE(Double.BYTES),

  /**
   * Rounded to a float by the sender: half the bytes, other bits in the results. A rank that goes
   * on with a value that it also sent has to round its own copy too, or the ranks differ.
   */
  SINGLE(Float.BYTES);

  private final int bytes;

  WireFormat(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of a value. */
  public int bytes() {
    return bytes;
  }
}
