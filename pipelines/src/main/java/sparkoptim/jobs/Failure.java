// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.ConfigException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.mapred.InvalidInputException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.util.VersionInfo;
import org.apache.spark.sql.AnalysisException;
import sparkoptim.core.DivergedException;
import sparkoptim.engine.TrainingFailedException;
import sparkoptim.engine.checkpoint.CheckpointException;
import sparkoptim.engine.line.SparkErrors;
import sparkoptim.engine.publish.PublicationBusyException;
import sparkoptim.engine.publish.PublicationException;
import sparkoptim.jobs.registry.PromotionLostException;

/**
 * The end of a failed job: an exit code and one line.
 *
 * @param exitCode of {@link ExitCode}
 * @param whole whether the message is the whole explanation; otherwise the trace goes to a file
 */
record Failure(int exitCode, String message, boolean whole) {
  /** Packages whose code fails in a task because of what it reads. */
  private static final List<String> READERS =
      List.of(
          "org.apache.spark.ml.",
          "org.apache.spark.mllib.",
          "org.apache.spark.sql.execution.datasources.",
          "org.apache.spark.sql.catalyst.csv.",
          "org.apache.spark.sql.catalyst.json.",
          "org.apache.spark.sql.catalyst.expressions.",
          "org.apache.parquet.",
          "org.apache.orc.",
          "org.apache.avro.",
          "org.json4s.",
          "java.util.zip.",
          "org.apache.hadoop.io.compress.",
          "com.fasterxml.jackson.");

  private static final Pattern FILE =
      Pattern.compile(
          "(?:while reading file|reading file|Could not read footer for file:?) (\\S+)");

  /** What Spark's ANSI mode refuses, and made null before. */
  private static final Set<String> ANSI =
      Set.of(
          "ARITHMETIC_OVERFLOW",
          "BINARY_ARITHMETIC_OVERFLOW",
          "CANNOT_PARSE_TIMESTAMP",
          "CAST_INVALID_INPUT",
          "CAST_OVERFLOW",
          "DIVIDE_BY_ZERO",
          "INVALID_ARRAY_INDEX",
          "NUMERIC_VALUE_OUT_OF_RANGE",
          "REMAINDER_BY_ZERO");

  /** Packages of what a file system that is named by a scheme needs. */
  private static final String HADOOP_AWS =
      "org.apache.hadoop:hadoop-aws:" + VersionInfo.getVersion();

  /**
   * Looks through the causes: a task's error reaches the driver wrapped by Spark.
   *
   * @param reading whether the settings had been checked, and data or a model was being read
   */
  static Failure of(Throwable thrown, boolean reading) {
    List<Throwable> causes = causes(thrown);
    int refused = reading ? ExitCode.REFUSED : ExitCode.CONFIGURATION;
    for (Throwable cause : causes) {
      Failure ours = ours(cause, refused);
      if (ours != null) {
        return ours;
      }
    }
    for (int i = causes.size() - 1; i >= 0; i--) {
      Failure known = known(causes.get(i), refused, causes);
      if (known != null) {
        return known;
      }
    }
    Throwable deepest = causes.get(causes.size() - 1);
    if (!StorageFault.mayPass(deepest) && fromReader(causes)) {
      return new Failure(ExitCode.REFUSED, inFile(causes) + firstLine(deepest), false);
    }
    if (deepest instanceof IOException || deepest instanceof FSError) {
      return new Failure(ExitCode.TRY_AGAIN, named(deepest), false);
    }
    return new Failure(ExitCode.UNEXPECTED, "unexpected: " + named(thrown), false);
  }

  /** Returns whether the run may not write to its output, or another run writes there. */
  static boolean isOfAnotherPlace(Throwable thrown) {
    return causes(thrown).stream()
        .anyMatch(
            cause ->
                cause instanceof PublicationException || cause instanceof PublicationBusyException);
  }

  /** Returns the message; where it is not the whole explanation, with the file of the trace. */
  String line(Throwable thrown) {
    if (whole) {
      return message;
    }
    return message
        + Traces.write(thrown)
            .map(file -> " (stack trace: " + file + ")")
            .orElse(" (--stacktrace shows where)");
  }

  /** Returns the end that an exception of this library asks for; null for others. */
  private static Failure ours(Throwable cause, int refused) {
    if (cause instanceof PublicationException) {
      return new Failure(ExitCode.CONFIGURATION, cause.getMessage(), true);
    }
    if (cause instanceof TryAgainException) {
      return new Failure(ExitCode.TRY_AGAIN, cause.getMessage(), true);
    }
    if (cause instanceof PublicationBusyException || cause instanceof PromotionLostException) {
      return new Failure(ExitCode.TRY_AGAIN, cause.getMessage(), true);
    }
    if (cause instanceof JobException) {
      return new Failure(
          cause instanceof DataException ? ExitCode.REFUSED : refused, cause.getMessage(), true);
    }
    if (cause instanceof DivergedException || cause instanceof CheckpointException) {
      return new Failure(ExitCode.REFUSED, cause.getMessage(), true);
    }
    if (cause instanceof TrainingFailedException) {
      return new Failure(ExitCode.TRY_AGAIN, cause.getMessage(), false);
    }
    if (cause instanceof CancellationException) {
      return new Failure(ExitCode.TRY_AGAIN, firstLine(cause), false);
    }
    return null;
  }

  /** Returns the end that an exception of others asks for; null for what is not known. */
  private static Failure known(Throwable cause, int refused, List<Throwable> causes) {
    if (cause instanceof OutOfMemoryError) {
      return new Failure(
          ExitCode.UNEXPECTED,
          Text.of(
              "not enough memory (%s; this process may take %,d MB): pass -- --driver-memory 4g, or"
                  + " --executor-memory on a cluster",
              firstLine(cause), Runtime.getRuntime().maxMemory() >> 20),
          false);
    }
    Optional<String> start = ClusterSettings.startFailure(cause);
    if (start.isPresent()) {
      return new Failure(
          cause instanceof Error ? ExitCode.CONFIGURATION : ExitCode.TRY_AGAIN, start.get(), false);
    }
    if (ANSI.contains(SparkErrors.condition(cause).replaceFirst("\\..*", ""))) {
      return new Failure(
          ExitCode.REFUSED,
          inFile(causes)
              + firstLine(cause)
              + ": correct or leave out these rows, read the column as text, or pass -- --conf"
              + " spark.sql.ansi.enabled=false, which makes such values null",
          false);
    }
    if (cause instanceof StackOverflowError) {
      return new Failure(refused, "nested too deeply to be read", false);
    }
    if (cause instanceof UnsupportedFileSystemException
        || (cause instanceof IOException && firstLine(cause).startsWith("No FileSystem for"))) {
      return new Failure(
          ExitCode.CONFIGURATION, firstLine(cause) + ": is the path written right?", true);
    }
    if (cause instanceof UnknownHostException) {
      return new Failure(
          refused == ExitCode.CONFIGURATION ? refused : ExitCode.TRY_AGAIN,
          "there is no host %s: is it written right, and does this machine find it?"
              .formatted(firstLine(cause).replaceFirst(":.*", "")),
          false);
    }
    if (cause instanceof ClassNotFoundException && firstLine(cause).contains("S3AFileSystem")) {
      return new Failure(
          ExitCode.CONFIGURATION,
          "paths that begin with s3a:// need a package: pass -- --packages " + HADOOP_AWS,
          true);
    }
    if (cause instanceof FileNotFoundException
        || cause instanceof InvalidInputException
        || cause instanceof AccessControlException
        || cause instanceof AccessDeniedException
        || cause instanceof java.io.EOFException
        || cause instanceof java.util.zip.ZipException) {
      return new Failure(ExitCode.REFUSED, inFile(causes) + named(cause), false);
    }
    if (cause instanceof AnalysisException
        || cause instanceof IllegalArgumentException
        || cause instanceof ConfigException) {
      return new Failure(refused, inFile(causes) + firstLine(cause), false);
    }
    return null;
  }

  private static List<Throwable> causes(Throwable thrown) {
    var causes = new ArrayList<Throwable>();
    for (Throwable t = thrown; t != null && !causes.contains(t); t = t.getCause()) {
      causes.add(t);
    }
    return causes;
  }

  /**
   * Returns whether code that reads or transforms rows threw. A task's failure without a cause
   * carries the trace of the task as text.
   */
  private static boolean fromReader(List<Throwable> causes) {
    Throwable deepest = causes.get(causes.size() - 1);
    for (StackTraceElement frame : deepest.getStackTrace()) {
      if (READERS.stream().anyMatch(frame.getClassName()::startsWith)) {
        return !(deepest instanceof NullPointerException) || isModelReader(deepest);
      }
    }
    return false;
  }

  private static boolean isModelReader(Throwable cause) {
    for (StackTraceElement frame : cause.getStackTrace()) {
      if (frame.getMethodName().equals("load") || frame.getMethodName().contains("read")) {
        return true;
      }
    }
    return false;
  }

  /** Returns "FILE: " where a cause says which file was being read. */
  private static String inFile(List<Throwable> causes) {
    for (Throwable cause : causes) {
      Matcher file = FILE.matcher(String.valueOf(cause.getMessage()));
      if (file.find()) {
        return file.group(1).replaceFirst("[.,:]+$", "") + ": ";
      }
    }
    return "";
  }

  private static String named(Throwable cause) {
    String line = firstLine(cause);
    String name = cause.getClass().getSimpleName();
    return line.equals(name) || cause instanceof IllegalArgumentException
        ? line
        : name + ": " + line;
  }

  /** Returns the first line, without what Scala's require puts in front. */
  private static String firstLine(Throwable cause) {
    return Optional.ofNullable(cause.getMessage())
        .flatMap(text -> text.strip().lines().findFirst())
        .map(line -> line.replaceFirst("^requirement failed: ", ""))
        .filter(line -> !line.isBlank())
        .map(Text::oneLine)
        .orElse(cause.getClass().getSimpleName());
  }
}
