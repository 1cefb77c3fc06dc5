// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import sparkoptim.core.Capability;

/**
 * The work of a fit, as far as the choice of an engine depends on it.
 *
 * @param bytes of the rows
 * @param shards that they are in
 * @param stepSeconds about, of a step on one core
 * @param seconds about, of all steps on one core
 * @param tabled whether a table of row slopes has to lie in one place
 */
public record FitWork(long bytes, int shards, double stepSeconds, double seconds, boolean tabled) {
  private static final double SECONDS_PER_MULTIPLICATION = 1e-9;

  /** Seconds to fetch a row at a random address and to compute its loss. */
  private static final double SECONDS_PER_ROW = 60e-9;

  static FitWork of(Training training, long bytes) {
    long rows = training.problem().rows();
    long taken = training.batchSize() == 0 ? rows : Math.min(rows, training.batchSize());
    double perRow = training.problem().multiplications((double) bytes / rows);
    double step = stepSeconds(taken, perRow);
    boolean tabled = training.method().method().estimator().needs().contains(Capability.ROW_TABLE);
    return new FitWork(bytes, training.problem().shards(), step, step * training.steps(), tabled);
  }

  /** Returns about how long one core takes for the gradients of rows. */
  public static double stepSeconds(long rows, double multiplicationsPerRow) {
    return rows * (multiplicationsPerRow * SECONDS_PER_MULTIPLICATION + SECONDS_PER_ROW);
  }
}
