// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

/**
 * Hears how fits of this application go, on the driver, from several threads. What it throws is
 * logged and harms no fit; while it takes its time, the fit may wait.
 */
@FunctionalInterface
public interface ProgressListener {
  /** Called several times a second while a fit makes steps, and at its end. */
  void progress(Progress progress);

  /**
   * Called when it is clear what will run a fit.
   *
   * @param engine its description
   * @param reason in words
   */
  default void engineChosen(String fit, String engine, String reason) {}

  /**
   * Called when a fit goes on from where an earlier one was.
   *
   * @param step after which it goes on
   * @param from what it goes on from, and how old that is
   */
  default void resumed(String fit, long step, String from) {}

  /** Called when a fit has started whose states will be kept. */
  default void checkpointsBegin(String fit) {}

  /** Called when a fit's state after a step was kept, from which it can go on. */
  default void checkpointed(String fit, long step) {}

  /** Called when a fit is about to make its first step. */
  default void fitStarted(String fit, String engine) {}

  /**
   * Called when a round is about to begin.
   *
   * @param ranks of the round; 0 where it is a job for each evaluation
   * @param wanted ranks where all executors are there
   */
  default void roundStarted(String fit, int ranks, int wanted) {}

  /** Called when a round is over and counts. Read its state, but do not keep it. */
  default void roundEnded(String fit, TrainingState state) {}

  /** Called when a round failed; it may run again from its start. */
  default void roundFailed(String fit, Exception failure) {}

  /**
   * Called when a fit makes no more steps.
   *
   * @param failure why it failed or was cancelled; null where all went well
   */
  default void fitEnded(String fit, Exception failure) {}
}
