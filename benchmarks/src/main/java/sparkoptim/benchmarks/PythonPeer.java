// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Python program that stays up and answers a line with a line, so that it is as warm as we are.
 * It runs with one thread of any BLAS or OpenMP, in the environment that the launcher has made.
 */
final class PythonPeer implements AutoCloseable {
  private final Process process;
  private final Writer input;
  private final BufferedReader output;

  /**
   * Starts a program.
   *
   * @param script a resource beside this class
   * @param folder where the script may be written
   */
  PythonPeer(String script, Path folder, List<String> arguments) {
    Path python = Path.of(System.getenv("SPARK_OPTIM_HOME"), ".spark-optim/python/bin/python");
    Path file = folder.resolve(script);
    List<String> command = new ArrayList<>(List.of(python.toString(), file.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    for (String name : List.of("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")) {
      builder.environment().put(name, "1");
    }
    try (InputStream source = PythonPeer.class.getResourceAsStream(script)) {
      Files.copy(source, file);
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    input = process.outputWriter(StandardCharsets.UTF_8);
    output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Sends a line and waits for the answer. */
  String ask(String line) {
    try {
      input.write(line + "\n");
      input.flush();
      String answer = output.readLine();
      if (answer == null) {
        throw new IllegalStateException("the Python peer ended at: " + line);
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
