// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A question to a file system, with a limit of time. Its own settings may let it try again for a
 * quarter of an hour, as HDFS does with a machine that is gone, and every store has others.
 */
final class TimedQuestion {
  private static final long SECONDS = 30;

  private TimedQuestion() {}

  /**
   * Returns what a question comes to.
   *
   * @throws IOException if it says so, or has not ended in time
   */
  static <T> T answer(Callable<T> question) throws IOException, InterruptedException {
    return answer(question, SECONDS);
  }

  static <T> T answer(Callable<T> question, long seconds) throws IOException, InterruptedException {
    FutureTask<T> task = new FutureTask<>(question);
    Thread thread = new Thread(task, "spark-optim-doctor");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + seconds + " s", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException said) {
        throw said;
      }
      throw e.getCause() instanceof IOException said ? said : new IOException(e.getCause());
    } finally {
      task.cancel(true);
    }
  }
}
