// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.spark.SparkContext;

/**
 * The Spark jobs of one fit, from reading rows to the model: they have names, and end with the fit
 * when its thread is interrupted.
 */
public final class FitJobs {
  private static final AtomicLong FITS = new AtomicLong();

  private final String fit;
  private final JobProperties properties;

  private FitJobs(String fit, JobProperties properties) {
    this.fit = fit;
    this.properties = properties;
  }

  /**
   * Runs a fit in this thread.
   *
   * @param stage uid of what is fitted
   * @throws CancellationException if one of its jobs was cancelled, or the thread interrupted: then
   *     its jobs are cancelled, and the thread is interrupted again; what {@code body} opened is
   *     closed before
   */
  public static <T> T run(SparkContext spark, String stage, Function<FitJobs, T> body) {
    String fit = stage + "-" + FITS.incrementAndGet();
    String tag = "sparkoptim-" + fit.replace(',', '_');
    boolean interrupted = false;
    spark.addJobTag(tag);
    try (JobProperties properties = new JobProperties(spark)) {
      return body.apply(new FitJobs(fit, properties));
    } catch (Exception e) {
      interrupted = Thread.interrupted() || e instanceof InterruptedException;
      if (interrupted && !spark.isStopped()) {
        spark.cancelJobsWithTag(tag);
      }
      if (interrupted || isCancellation(e)) {
        throw cancelled(fit, e);
      }
      throw e;
    } finally {
      spark.removeJobTag(tag);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static CancellationException cancelled(String fit, Exception cause) {
    String why = cause instanceof InterruptedException ? "interrupted" : cause.getMessage();
    CancellationException cancelled = new CancellationException(fit + " was cancelled: " + why);
    cancelled.initCause(cause);
    return cancelled;
  }

  /**
   * Returns whether somebody wanted this end: the thread was interrupted or a Spark job cancelled.
   */
  static boolean isCancellation(Throwable e) {
    return e instanceof InterruptedException
        || e instanceof CancellationException
        || FailureCause.cancelled(e)
        || (e.getCause() != null && isCancellation(e.getCause()));
  }

  /**
   * Returns the name of the fit: the uid of the stage and a number, as one stage may fit several
   * times.
   */
  public String fit() {
    return fit;
  }

  /** Says what the next jobs do. */
  public void describe(String what) {
    properties.describe(fit, what);
  }
}
