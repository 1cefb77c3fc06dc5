// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.data;

/**
 * Random numbers as a pure function of a key and a counter, so that any place can draw the same
 * ones. SplitMix64 (Steele, Lea and Flood 2014).
 */
public final class CounterRandom {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private CounterRandom() {}

  /** Folds one more value into a key. */
  public static long key(long key, long value) {
    return mix((key ^ mix(value + GOLDEN)) + GOLDEN);
  }

  /** Returns an integer in 0 to bound - 1, nearly uniform: the bias is below bound / 2^64. */
  public static int below(long key, long counter, int bound) {
    long bits = mix(key + (counter + 1) * GOLDEN);
    long low = ((bits & 0xFFFFFFFFL) * bound) >>> 32;
    return (int) (((bits >>> 32) * bound + low) >>> 32);
  }

  /** Returns a number in [0, 1), a multiple of 2^-53. */
  public static double uniform(long key, long counter) {
    return (mix(key + (counter + 1) * GOLDEN) >>> 11) * 0x1p-53;
  }

  /** Returns a permutation of 0 to length - 1 by Fisher and Yates. */
  public static int[] permutation(long key, int length) {
    int[] order = new int[length];
    for (int i = 0; i < length; i++) {
      int j = below(key, i, i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** Returns a bijection of 64 bits that spreads every input bit over all output bits. */
  public static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
