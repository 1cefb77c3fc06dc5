// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

/**
 * Decides whether there is a next round and how long it is; called on the driver between rounds.
 */
@FunctionalInterface
public interface RoundSchedule {
  /**
   * Returns the limit of the next round.
   *
   * @param state at the end of the last round; null before the first
   * @return null to end the training where it is
   */
  RoundLimit next(TrainingState state);
}
