// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import sparkoptim.core.Schedule;

/** The TASO schedule for BigDL's own SGD, {@link sparkoptim.core.stepsize.Taso}. */
public final class Taso extends CoreSchedule {
  private static final long serialVersionUID = 1L;

  /**
   * Creates a schedule with the authors' alpha of 25, beta of 0.7 and floor of {@code initial /
   * 1000}, by epochs.
   */
  public Taso(double initial, long epochs) {
    this(initial, 25, 0.7, epochs);
  }

  /**
   * Creates a schedule by epochs, with the authors' floor of {@code initial / 1000}.
   *
   * @param initial learning rate to begin with, >= 0
   * @param alpha steepness of the fall, >= 0
   * @param beta share of the run at the middle of the fall
   * @param epochs of the run
   */
  public Taso(double initial, double alpha, double beta, long epochs) {
    super(
        new sparkoptim.core.stepsize.Taso(initial, alpha, beta, 0.001, true, 1, Schedule.Per.EPOCH),
        epochs);
  }
}
