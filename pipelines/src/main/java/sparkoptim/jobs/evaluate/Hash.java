// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

/** Numbers that look random but depend on their place alone. */
final class Hash {
  static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final double DOUBLE_UNIT = 0x1p-53;

  private Hash() {}

  /** Returns the finaliser of SplitMix64 over a Weyl sequence (Steele, Lea, Flood 2014). */
  static long mix(long value) {
    long z = (value + 1) * GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Returns a number above 0 and below 1. */
  static double uniform(long value) {
    return ((mix(value) >>> 11) + 0.5) * DOUBLE_UNIT;
  }
}
