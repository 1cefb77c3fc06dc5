// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.zip.ZipException;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.mapred.InvalidInputException;
import org.apache.hadoop.security.AccessControlException;

/** Tells a disk or a server that did not answer from a file that holds what it should not. */
final class StorageFault {
  /** What is in the way the next time, too. */
  private static final List<Class<? extends Throwable>> LASTING =
      List.of(
          AccessControlException.class,
          AccessDeniedException.class,
          CharacterCodingException.class,
          ChecksumException.class,
          EOFException.class,
          FileNotFoundException.class,
          InvalidInputException.class,
          NoSuchFileException.class,
          UnsupportedFileSystemException.class,
          ZipException.class);

  /** Code that throws an IOException because of what it reads. */
  private static final List<String> READERS =
      List.of(
          "com.fasterxml.",
          "com.github.luben.",
          "com.univocity.",
          "net.jpountz.",
          "org.apache.avro.",
          "org.apache.hadoop.fs.Glob",
          "org.apache.hadoop.io.",
          "org.apache.hadoop.util.",
          "org.apache.orc.",
          "org.apache.parquet.",
          "org.apache.spark.",
          "org.json4s.",
          "org.xerial.",
          "sparkoptim.jobs.");

  private StorageFault() {}

  /** Returns whether the same file may be read, or written, when the job is started again. */
  static boolean mayPass(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return (cause instanceof IOException || cause instanceof FSError)
        && !isLasting(cause)
        && !String.valueOf(cause.getMessage()).startsWith("No FileSystem for")
        && !isFromReader(cause);
  }

  private static boolean isLasting(Throwable cause) {
    return LASTING.stream().anyMatch(kind -> kind.isInstance(cause));
  }

  /** Java's own code only passes on what was thrown above it. */
  private static boolean isFromReader(Throwable cause) {
    for (StackTraceElement frame : cause.getStackTrace()) {
      String name = frame.getClassName();
      if (!name.startsWith("java.") && !name.startsWith("jdk.") && !name.startsWith("sun.")) {
        return READERS.stream().anyMatch(name::startsWith);
      }
    }
    return false;
  }
}
