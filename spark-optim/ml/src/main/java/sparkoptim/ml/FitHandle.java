// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.sql.Dataset;
import sparkoptim.engine.Progress;
import sparkoptim.engine.ProgressListener;
import sparkoptim.engine.ProgressListeners;

/**
 * A fit, or a path of fits, in a thread of its own, for a caller that must not block: Python's
 * interpreter, which hears of Ctrl-C only between calls. The caller asks {@link #waitFor} again and
 * again, and then takes the {@link #result}, or a path's {@link #models}.
 */
public final class FitHandle {
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final FutureTask<List<? extends Model<?>>> task;
  private final Thread thread;
  private volatile long interrupted; // when, by System.nanoTime; 0 if it was not
  private volatile String fit;
  private volatile Progress latest;

  /**
   * Every fit makes a new thread: it inherits the caller's job group, description and active
   * session, which threads of a pool would have from somebody else.
   */
  private FitHandle(String uid, Callable<List<? extends Model<?>>> work) {
    task = new FutureTask<>(() -> listened(work));
    thread = new Thread(task, "fit of " + uid);
    thread.setDaemon(true);
  }

  /**
   * Starts a fit.
   *
   * @param stage what is fitted
   * @param rows to fit it to
   */
  public static FitHandle start(Estimator<?> stage, Dataset<?> rows) {
    return started(stage.uid(), () -> List.of((Model<?>) stage.fit(rows)));
  }

  /**
   * Starts the fits of {@link LinearStage#fitPath}.
   *
   * @param stage what is fitted
   * @param rows to fit it to
   * @param regParams the strengths of the penalty
   */
  public static FitHandle startPath(
      LinearStage<? extends Model<?>> stage, Dataset<?> rows, double... regParams) {
    return started(stage.uid(), () -> stage.fitPath(rows, regParams));
  }

  private static FitHandle started(String uid, Callable<List<? extends Model<?>>> work) {
    FitHandle handle = new FitHandle(uid, work);
    handle.thread.start();
    return handle;
  }

  private List<? extends Model<?>> listened(Callable<List<? extends Model<?>>> work)
      throws Exception {
    ProgressListener reports = new Reports();
    ProgressListeners.add(reports);
    try {
      return work.call();
    } finally {
      ProgressListeners.remove(reports);
    }
  }

  /** Keeps the latest report of this fit. Other fits of the same stage may be under way. */
  private final class Reports implements ProgressListener {
    @Override
    public void fitStarted(String started, String engine) {
      if (Thread.currentThread() == thread) { // a fit starts in the thread that called it
        fit = started;
      }
    }

    @Override
    public void progress(Progress progress) {
      if (progress.fit().equals(fit)) {
        latest = progress;
      }
    }
  }

  /**
   * Waits until the fit is over, but not longer than a time.
   *
   * @param millis the time
   * @return null once the fit is over, whatever its end; else the latest report: passes, loss and
   *     row gradients a second with spaces between, or an empty text where there is none yet
   */
  public String waitFor(long millis) throws InterruptedException {
    try {
      task.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      if (interrupted != 0 && System.nanoTime() - interrupted > AGAIN_NANOS) {
        interrupt();
      }
      return report();
    } catch (ExecutionException e) {
      return null; // result() throws it
    }
    return null;
  }

  private String report() {
    Progress now = latest;
    return now == null ? "" : now.passes() + " " + now.loss() + " " + now.rowsPerSecond();
  }

  /**
   * Ends the fit by interrupting its thread; without effect once it is over. Code of others below
   * the fit may catch an interruption and go on, so {@link #waitFor} repeats it.
   */
  public void interrupt() {
    interrupted = System.nanoTime() | 1;
    thread.interrupt();
  }

  /**
   * Returns the model, of a path the last one; waits for it.
   *
   * @throws Exception what the fit threw, {@link java.util.concurrent.CancellationException} where
   *     it was interrupted
   */
  public Model<?> result() throws Exception {
    List<? extends Model<?>> models = models();
    return models.get(models.size() - 1);
  }

  /**
   * Returns a path's models, or the one of a fit; waits for them.
   *
   * @throws Exception as {@link #result}
   */
  public List<? extends Model<?>> models() throws Exception {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception thrown) {
        throw thrown;
      }
      throw e;
    }
  }
}
