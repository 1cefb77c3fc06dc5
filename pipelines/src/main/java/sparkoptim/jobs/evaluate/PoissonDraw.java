// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.util.stream.IntStream;

/**
 * Draws from Poisson distributions, by a seed alone. The sum of n draws with mean 1, one for each
 * of n equal rows, is one draw with mean n.
 */
final class PoissonDraw {
  private static final int EXACT_MEAN = 32;
  private static final double[] ZERO_PROBABILITY =
      IntStream.rangeClosed(0, EXACT_MEAN).mapToDouble(mean -> StrictMath.exp(-mean)).toArray();

  private PoissonDraw() {}

  /** Returns a draw: by inversion to a mean of 32, above it a rounded normal number. */
  static long of(long mean, long seed) {
    return mean <= EXACT_MEAN ? inverted((int) mean, seed) : normal(mean, seed);
  }

  private static long inverted(int mean, long seed) {
    double left = Hash.uniform(seed);
    double probability = ZERO_PROBABILITY[mean];
    int value = 0;
    while (left > probability && probability > 0) {
      left -= probability;
      value++;
      probability *= (double) mean / value;
    }
    return value;
  }

  private static long normal(long mean, long seed) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(Hash.uniform(seed)));
    double angle = 2 * Math.PI * Hash.uniform(seed ^ Long.MIN_VALUE);
    return Math.max(
        0, Math.round(mean + Math.sqrt((double) mean) * radius * StrictMath.cos(angle)));
  }
}
