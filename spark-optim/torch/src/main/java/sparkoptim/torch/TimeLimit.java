// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Runs what may never end: code of a file that nobody has run before. Nothing ends PyTorch from
 * outside, so that a thread which is given up goes on; it is a daemon, and holds up nothing else.
 */
final class TimeLimit {
  /** Far above what two rows take by any network that can be trained. */
  static final long SECONDS = 300;

  private TimeLimit() {}

  /**
   * Returns what a piece of work gives.
   *
   * @throws TimeoutException if it takes longer
   */
  static <T> T within(long milliseconds, Supplier<T> work) throws TimeoutException {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread thread = new Thread(task, "sparkoptim-torch-trial");
    thread.setDaemon(true);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    thread.start();
    try {
      return task.get(milliseconds, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a network was tried", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failed) {
        throw failed;
      }
      if (e.getCause() instanceof Error failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
