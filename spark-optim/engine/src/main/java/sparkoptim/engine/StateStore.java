// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

/** Keeps states of a training outside of this process, so that it can go on after the process. */
public interface StateStore {
  /** Keeps nothing. */
  StateStore NONE = new NoStateStore();

  /**
   * Returns the state that a training continues from, which may be an end; null to start.
   *
   * @param training that goes on: what cannot be a state of it is no state to continue from
   */
  TrainingState resume(Training training);

  /** Returns where the state comes from that a training continues from, and how old it is. */
  String origin();

  /** Returns whether this very state is kept. */
  boolean keeps(TrainingState state);

  /** Hears of every round's end but the last one's; may keep the state. */
  void roundEnded(TrainingState state);

  /** Hears of the training's end. */
  void ended(TrainingState state);

  /**
   * Hears that the training failed for good.
   *
   * @param state at the end of the last round; null if none ended
   * @return how the training can go on, in words
   */
  String failed(TrainingState state);
}
