package sparkoptim.core;

import java.util.concurrent.CancellationException;

/** How long computations hear that nobody wants their result: their thread is interrupted. */
public final class Cancellation {
  private Cancellation() {}

  /**
   * To be called about once a block of rows, so that a pass over much data ends soon.
   *
   * @throws CancellationException if the thread is interrupted; it stays so
   */
  public static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted in a pass over the rows");
    }
  }
}
