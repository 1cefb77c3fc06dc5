// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

/**
 * What the figures need of one row, as bits that may be cut: a kind (a pair of classes, say) and up
 * to three numbers, with the row's weight.
 */
final class Point {
  private static final long HALF = Double.doubleToRawLongBits(0.5);

  long kind;
  long first;
  long second;
  long third;
  double weight;

  /** What the rows of one key have in common, not 0; 0 where every row is by itself. */
  long unit;

  /** Returns bits in the order of the numbers. */
  static long ordered(double value) {
    long bits = Double.doubleToRawLongBits(value + 0.0); // -0.0 is 0.0
    return bits >= 0 ? bits : Long.MIN_VALUE - bits;
  }

  static double number(long ordered) {
    double number = Double.longBitsToDouble(ordered >= 0 ? ordered : Long.MIN_VALUE - ordered);
    return !Double.isNaN(number) ? number : Math.copySign(Double.MAX_VALUE, (double) ordered);
  }

  /** Returns bits in the order of probabilities, as fine near 1 as near 0. */
  static long orderedProbability(double p) {
    return p <= 0.5
        ? Double.doubleToRawLongBits(p + 0.0)
        : 2 * HALF - Double.doubleToRawLongBits(1 - p); // 1 - p is exact
  }

  static double probability(long ordered) {
    return ordered <= HALF
        ? Double.longBitsToDouble(ordered)
        : 1 - Double.longBitsToDouble(Math.max(0, 2 * HALF - ordered));
  }
}
