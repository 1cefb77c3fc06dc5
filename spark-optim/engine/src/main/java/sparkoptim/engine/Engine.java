// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

/** Runs rounds of a training over shards. The bits of the result do not depend on which one. */
public interface Engine {
  /**
   * Goes on until the training ends or a limit is reached. A round is a function of its arguments:
   * one that failed can run again.
   *
   * @param from the end of the round before; null at the start
   */
  TrainingState round(Training training, Shards shards, TrainingState from, RoundLimit limit);

  /** Its name among {@link EngineChoice#CHOICES}, with details. */
  String description();
}
