// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.util.concurrent.CancellationException;

/**
 * Cancels long computations whose result nobody wants any more: the interrupt of their thread ends
 * them.
 */
public final class Cancellation {
  private Cancellation() {}

  /**
   * Throws if this thread is interrupted. Call it about once per block of rows, so that a long pass
   * ends soon.
   *
   * @throws CancellationException if the thread is interrupted; it stays so
   */
  public static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted in a pass over the rows");
    }
  }
}
