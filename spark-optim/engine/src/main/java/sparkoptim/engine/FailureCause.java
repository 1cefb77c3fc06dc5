// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.apache.spark.SparkException;
import sparkoptim.engine.line.SparkErrors;

/** Tells failures that a retry may resolve from those that it cannot. */
final class FailureCause {
  private static final String BARRIER = "because barrier task";
  private static final String STOPPED = "stopped sparkcontext";
  private static final String SHUT_DOWN = "sparkcontext has been shutdown";

  private FailureCause() {}

  /** Returns whether the round was cancelled, or refused for good: bad arguments stay bad. */
  static boolean isFinal(Exception thrown) {
    for (Throwable cause : causes(thrown)) {
      if (cause instanceof CancellationException
          || cause instanceof InterruptedException
          || cause instanceof IllegalArgumentException
          || cause instanceof UnsupportedOperationException
          || cancelled(cause)
          || refusedInBarrier(cause)
          || stopped(cause)) {
        return true;
      }
    }
    return Thread.currentThread().isInterrupted();
  }

  /**
   * Returns whether a job was cancelled. Spark 3.5 has only words for it, as has every Spark for a
   * context that was stopped. Tasks that were killed for another failure say "cancelled" too,
   * further down in the message.
   */
  static boolean cancelled(Throwable cause) {
    if (!(cause instanceof SparkException)) {
      return false;
    }
    String message = lowerCase(cause);
    return SparkErrors.condition(cause).equals("SPARK_JOB_CANCELLED")
        || (message.startsWith("job ")
            && message.lines().findFirst().orElse("").contains(" cancelled"));
  }

  /**
   * Recognizes a refusal in a barrier stage, of which Spark passes on only the exception's text.
   */
  private static boolean refusedInBarrier(Throwable cause) {
    String text = inBarrier(cause);
    return text.startsWith(IllegalArgumentException.class.getName())
        || text.startsWith(UnsupportedOperationException.class.getName());
  }

  /** Returns the first line of the exception of a barrier stage's task; empty of other failures. */
  private static String inBarrier(Throwable cause) {
    List<String> lines = String.valueOf(cause.getMessage()).lines().limit(2).toList();
    return lines.size() == 2 && lines.get(0).contains(BARRIER) ? lines.get(1) : "";
  }

  private static boolean stopped(Throwable cause) {
    String message = lowerCase(cause);
    return cause instanceof IllegalStateException
        && (message.contains(STOPPED) || message.contains(SHUT_DOWN));
  }

  private static String lowerCase(Throwable cause) {
    return String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
  }

  /** Returns a line for a log: the first line of the innermost cause. */
  static String text(Exception thrown) {
    List<Throwable> causes = causes(thrown);
    Throwable innermost = causes.get(causes.size() - 1);
    String inBarrier = inBarrier(innermost);
    return inBarrier.isEmpty() ? innermost.toString().lines().findFirst().orElse("") : inBarrier;
  }

  private static List<Throwable> causes(Throwable thrown) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable t = thrown; t != null && !causes.contains(t); t = t.getCause()) {
      causes.add(t);
    }
    return causes;
  }
}
