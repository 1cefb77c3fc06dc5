// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

/** How often a unit counts in a sample of the Poisson bootstrap. */
public final class UnitDraws {
  private UnitDraws() {}

  /** Returns a draw with mean 1 that depends on the arguments alone. */
  public static long of(long unit, int replicate, long seed) {
    return PoissonDraw.of(1, Hash.mix(unit ^ Hash.mix(seed)) + (replicate + 1) * Hash.GOLDEN);
  }
}
