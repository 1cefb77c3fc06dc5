// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

/**
 * The encoding of a value on the wire. Both sides of a link have the same; little-endian always.
 */
public enum WireFormat {
  /** Doubles without conversion. */
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

  /** Returns the bytes of a value. */
  public int bytes() {
    return bytes;
  }
}
