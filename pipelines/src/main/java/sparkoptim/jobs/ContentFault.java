// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.mapred.InvalidInputException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkException;

/**
 * Tells what files and rows hold from what is in the way of reading them: rights, files that are
 * replaced meanwhile, settings. Only the first is wrong in every window that has them.
 */
final class ContentFault {
  /** What was not read. */
  private static final List<Class<? extends Throwable>> UNREAD =
      List.of(
          AccessControlException.class,
          AccessDeniedException.class,
          ClassNotFoundException.class,
          FileNotFoundException.class,
          InvalidInputException.class,
          LinkageError.class,
          NoSuchFileException.class,
          UnsupportedFileSystemException.class);

  private static final List<Class<? extends Throwable>> DAMAGED =
      List.of(
          CharacterCodingException.class,
          ChecksumException.class,
          EOFException.class,
          ZipException.class);

  /** Code that throws because of the bytes of a file. */
  private static final List<String> FORMATS =
      List.of(
          "com.fasterxml.",
          "com.github.luben.",
          "com.univocity.",
          "io.airlift.compress.",
          "net.jpountz.",
          "org.apache.avro.",
          "org.apache.hadoop.io.",
          "org.apache.hadoop.util.LineReader",
          "org.apache.orc.",
          "org.apache.parquet.",
          "org.apache.spark.sql.catalyst.",
          "org.apache.spark.sql.execution.datasources.",
          "org.json4s.",
          "org.xerial.");

  private static final List<String> ROW_RULES = List.of("sparkoptim.engine.rows.");

  private ContentFault() {}

  /** Returns whether a file that was read holds what its format has not. */
  static boolean isOfFile(Throwable thrown) {
    List<Throwable> causes = causes(thrown);
    Throwable deepest = causes.get(causes.size() - 1);
    return isRead(causes) && (isOne(DAMAGED, deepest) || isFrom(FORMATS, deepest));
  }

  /**
   * Returns whether rows made a stage fail, in a task or as they break a rule; not its parameters,
   * and not an executor that was lost.
   */
  static boolean isOfRows(Throwable thrown) {
    List<Throwable> causes = causes(thrown);
    Throwable deepest = causes.get(causes.size() - 1);
    boolean inTask =
        causes.stream().anyMatch(SparkException.class::isInstance)
            && !isFrom(List.of("org.apache.spark.scheduler."), deepest);
    return isRead(causes) && (inTask || isFrom(ROW_RULES, deepest));
  }

  private static boolean isRead(List<Throwable> causes) {
    return causes.stream().noneMatch(cause -> isOne(UNREAD, cause));
  }

  private static boolean isOne(List<Class<? extends Throwable>> kinds, Throwable cause) {
    return kinds.stream().anyMatch(kind -> kind.isInstance(cause));
  }

  /** Java's and Scala's own code only passes on what was thrown above it. */
  private static boolean isFrom(List<String> packages, Throwable cause) {
    for (StackTraceElement frame : cause.getStackTrace()) {
      String name = frame.getClassName();
      if (!name.matches("(java|jdk|sun|scala)\\..*")) {
        return packages.stream().anyMatch(name::startsWith);
      }
    }
    return false;
  }

  private static List<Throwable> causes(Throwable thrown) {
    var causes = new ArrayList<Throwable>();
    for (Throwable t = thrown; t != null && !causes.contains(t); t = t.getCause()) {
      causes.add(t);
    }
    return causes;
  }
}
