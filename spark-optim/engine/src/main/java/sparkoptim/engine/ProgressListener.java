package sparkoptim.engine;

/**
 * Hears how fits of this application go, on the driver, from several threads. What it throws is
 * logged and harms no fit; while it takes its time, the fit may wait.
 */
@FunctionalInterface
public interface ProgressListener {
  /** Several times a second while a fit makes steps, and at its end. */
  void progress(Progress progress);

  /** A fit is about to make its first step. */
  default void fitStarted(String fit, String engine) {}

  /** A round is over and counts; its state is to be read, never kept. */
  default void roundEnded(String fit, TrainingState state) {}

  /** A round failed; it may run again from where it began. */
  default void roundFailed(String fit, Exception failure) {}

  /**
   * A fit makes no more steps.
   *
   * @param failure why it failed or was cancelled; null where all went well
   */
  default void fitEnded(String fit, Exception failure) {}
}
