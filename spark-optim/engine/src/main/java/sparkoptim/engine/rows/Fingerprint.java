// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import java.io.Serializable;
import java.util.HexFormat;

/** The sum of the rows' 128-bit hashes, modulo 2^128: it does not depend on their order. */
public final class Fingerprint implements Serializable {
  private static final long serialVersionUID = 1L;

  private long high;
  private long low;

  /** Adds a hash, or the sum of others. */
  public void add(long otherHigh, long otherLow) {
    low += otherLow;
    long carry = Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0;
    high += otherHigh + carry;
  }

  /** Adds another sum. */
  public void merge(Fingerprint other) {
    add(other.high, other.low);
  }

  /** Returns the fingerprint as 32 hexadecimal digits. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
