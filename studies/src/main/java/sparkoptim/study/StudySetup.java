// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

/**
 * The data and the effort of a study.
 *
 * @param effort part of the full number of epochs and seeds, in (0, 1]; below 1 for a quick look
 * @param seed of everything random
 */
public record StudySetup(Digits digits, double effort, long seed) {
  private static final int FEWEST_EPOCHS = 2;
  private static final int FEWEST_SEEDS = 2;

  public StudySetup {
    if (!(effort > 0 && effort <= 1)) {
      throw new IllegalArgumentException("effort must be in (0, 1], was " + effort);
    }
  }

  /** Returns the number of epochs for a number at full effort. */
  public int epochs(int full) {
    return (int) Math.max(FEWEST_EPOCHS, Math.round(effort * full));
  }

  /** Returns the number of seeds for a number at full effort. */
  public int seeds(int full) {
    return (int) Math.max(FEWEST_SEEDS, Math.round(effort * full));
  }
}
