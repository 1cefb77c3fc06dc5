// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A PySpark session that loads models, one for all tests of this JVM: it takes longer to start than
 * all that it is asked for. Its input ends with this JVM, and it with its input.
 */
final class PySparkLoader {
  private static final int SECONDS = 120;
  private static PySparkLoader started;

  private final Process process;
  private final Path log;
  private final BufferedWriter requests;
  private final BufferedReader answers;

  private PySparkLoader(String python) throws IOException {
    Predicate<String> bigdl = entry -> entry.replace('\\', '/').contains("/com/intel/");
    Predicate<String> ours = entry -> entry.contains("spark-optim") || entry.endsWith("classes");
    Path folder = Files.createTempDirectory("sparkoptim-tests-");
    Path script = folder.resolve("load_model.py");
    try (var source = PySparkLoader.class.getResourceAsStream("/load_model.py")) {
      Files.copy(source, script);
    }
    log = folder.resolve("python.log");
    List.of(folder, script, log).forEach(path -> path.toFile().deleteOnExit()); // last one first
    ProcessBuilder builder = new ProcessBuilder(python, script.toString());
    String classes = classPath(ours.and(bigdl.negate()));
    builder
        .environment()
        .put("PYSPARK_SUBMIT_ARGS", "--driver-class-path " + classes + " pyspark-shell");
    // What a stage needs that Spark has not, where it does not come before Spark's own.
    builder.environment().put("SPARK_DIST_CLASSPATH", classPath(bigdl));
    builder.environment().put("PYSPARK_PYTHON", python);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    process = builder.redirectError(log.toFile()).start();
    requests = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  private static String classPath(Predicate<String> wanted) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(wanted)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Returns the lines that it writes to a file: the predictions of a saved model for rows. */
  static synchronized List<String> predictions(String python, Path model, Path data, Path output)
      throws Exception {
    if (started == null) {
      started = new PySparkLoader(python);
    }
    PySparkLoader loader = started;
    started = null; // until it has answered: one that failed is of no more use
    try {
      loader.requests.write(model + "\t" + data + "\t" + output + "\n");
      loader.requests.flush();
      if (!CompletableFuture.supplyAsync(loader::answered).get(SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("PySpark did not write predictions");
      }
    } catch (Exception | AssertionError e) {
      loader.process.destroyForcibly();
      throw new AssertionError(e + "\n" + Files.readString(loader.log), e);
    }
    started = loader;
    return Files.readAllLines(output, StandardCharsets.UTF_8);
  }

  /** Reads on until it has answered: libraries print things too. */
  private boolean answered() {
    try {
      String line = answers.readLine();
      while (line != null && !line.equals("written")) {
        line = answers.readLine();
      }
      return line != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
