// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Keeps the stack traces of failures in files, so that a message may be one line. */
final class Traces {
  private Traces() {}

  /** Writes a trace into the folder for temporary files; none where that cannot be. */
  static Optional<Path> write(Throwable thrown) {
    try {
      Path file = Files.createTempFile("spark-optim-", ".trace.txt");
      var trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace, true));
      Files.writeString(file, Secrets.redacted(trace.toString()));
      return Optional.of(file);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
