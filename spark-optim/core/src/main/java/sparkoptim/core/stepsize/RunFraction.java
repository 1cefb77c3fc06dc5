// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

/**
 * Computes the fraction of a run that is done. StrictMath here and in every schedule: the same bits
 * on every processor.
 */
final class RunFraction {
  private RunFraction() {}

  /**
   * Returns the fraction that is done: 0 at the first count, 1 at the last; 0 for a run of one
   * count.
   */
  static double done(long count, long total) {
    return total <= 1 ? 0 : Math.min((double) count / (total - 1), 1);
  }

  /** Returns the counts of a {@link Settings#fractionOrCount}, rounded; may exceed the total. */
  static long counts(double stretch, long total) {
    return stretch < 1 ? Math.round(stretch * total) : (long) stretch;
  }

  /** Returns a value between two others on half a cosine wave, exact at both ends. */
  static double wave(double from, double to, double done) {
    double left = (1 + StrictMath.cos(Math.PI * done)) / 2;
    return from * left + to * (1 - left);
  }

  /**
   * Returns a power of a base >= 0; exact where the exponent is 0 or 1. Not by StrictMath.pow,
   * which allocates arrays.
   */
  static double power(double base, double exponent) {
    if (exponent == 0) {
      return 1;
    }
    return exponent == 1 ? base : StrictMath.exp(exponent * StrictMath.log(base));
  }
}
