// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.ConfigException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;
import org.apache.hadoop.mapred.InvalidInputException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.sql.AnalysisException;
import sparkoptim.core.DivergedException;
import sparkoptim.engine.TrainingFailedException;
import sparkoptim.engine.checkpoint.CheckpointException;

/**
 * The end of a failed job: exit code 2 and one message for what the user can put right, 1 for what
 * nobody foresaw.
 *
 * @param showTrace whether the message alone would leave a reader in the dark
 */
record Failure(int exitCode, String message, boolean showTrace) {
  private static final List<Class<? extends Throwable>> FORESEEN =
      List.of(
          JobException.class,
          ConfigException.class,
          DivergedException.class,
          IllegalArgumentException.class,
          AnalysisException.class,
          FileNotFoundException.class,
          InvalidInputException.class,
          AccessControlException.class,
          AccessDeniedException.class,
          EOFException.class,
          ZipException.class);

  /** Looks through the causes: a task's error reaches the driver wrapped by Spark. */
  static Failure of(Throwable thrown) {
    List<Throwable> causes = causes(thrown);
    for (Throwable cause : causes) {
      if (cause instanceof JobException
          || cause instanceof DivergedException
          || cause instanceof CheckpointException) {
        return new Failure(2, cause.getMessage(), false);
      }
      if (cause instanceof TrainingFailedException) {
        return new Failure(1, cause.getMessage() + " (--stacktrace shows where)", false);
      }
    }
    for (int i = causes.size() - 1; i >= 0; i--) {
      Throwable cause = causes.get(i);
      if (FORESEEN.stream().anyMatch(type -> type.isInstance(cause))) {
        return new Failure(2, message(cause) + " (--stacktrace shows where)", false);
      }
    }
    return new Failure(1, "unexpected: " + thrown, true);
  }

  private static List<Throwable> causes(Throwable thrown) {
    var causes = new ArrayList<Throwable>();
    for (Throwable t = thrown; t != null && !causes.contains(t); t = t.getCause()) {
      causes.add(t);
    }
    return causes;
  }

  /** Returns the first line, without what Scala's require puts in front. */
  private static String message(Throwable cause) {
    String text = cause.getMessage() == null ? "" : cause.getMessage().strip();
    String line = text.lines().findFirst().orElse("").replaceFirst("^requirement failed: ", "");
    boolean speaks =
        cause instanceof IllegalArgumentException || cause instanceof AnalysisException;
    return speaks && !line.isEmpty() ? line : cause.getClass().getSimpleName() + ": " + line;
  }
}
