// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.ml.LogisticRegression;
import sparkoptim.ml.LogisticRegressionModel;

/**
 * Fits on generated rows of twice the memory that there is, ours and MLlib's in turn, in a JVM of
 * its own with a small heap, {@code local[2]}. What does not fit is cached on disk by both.
 */
final class LargeData {
  private static final int HEAP_MEGABYTES = 768;
  private static final int WIDTH = 100;
  private static final long LIMIT_MINUTES = 30;
  private static final String RESULT = "result ";

  private LargeData() {}

  /** Runs the JVM; a fit that fails is an error with what it said. */
  static List<Figure> measure() {
    try {
      Path out = Files.createTempFile("large-data-", ".txt");
      try {
        return measures(run(out));
      } finally {
        Files.deleteIfExists(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> run(Path out) throws IOException {
    List<String> command = SecondJvm.command();
    for (String opened : new String[] {"lang", "lang.invoke", "util", "nio", "net", "io"}) {
      command.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
    }
    command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    command.add("--add-opens=java.base/sun.security.action=ALL-UNNAMED");
    command.add("-Xmx" + HEAP_MEGABYTES + "m");
    command.add(LargeData.class.getName());
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        throw new IllegalStateException("fits took more than " + LIMIT_MINUTES + " minutes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while fits ran", e);
    } finally {
      process.destroyForcibly();
    }
    List<String> lines = Files.readAllLines(out);
    if (process.exitValue() != 0) {
      throw new IllegalStateException("fits failed: " + String.join("\n", lines));
    }
    return lines;
  }

  private static List<Figure> measures(List<String> lines) {
    String line = lines.stream().filter(text -> text.startsWith(RESULT)).findFirst().orElseThrow();
    String[] parts = line.substring(RESULT.length()).split(";", 3);
    return List.of(
        Figure.ratio(
                "rows/s of a pass over twice the memory: ours / MLlib",
                Double.parseDouble(parts[0]))
            .must(1)
            .aim(3)
            .details(parts[2]),
        Figure.ratio("whole fit on twice the memory: MLlib / ours", Double.parseDouble(parts[1]))
            .aim(3)
            .details(parts[2]));
  }

  /** Runs in the JVM with the small heap. */
  public static void main(String[] arguments) throws IOException {
    try (SparkSession session =
        SparkSession.builder()
            .master("local[2]")
            .appName("spark-optim-bench")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()) {
      session.sparkContext().setLogLevel("ERROR");
      long rows = 2 * Runtime.getRuntime().maxMemory() / (Double.BYTES * (WIDTH + 1));
      Dataset<Row> data = GeneratedRows.dense(session, rows, WIDTH, 16);
      SparkJobs jobs = new SparkJobs();
      session.sparkContext().addSparkListener(jobs);
      Timed<LogisticRegressionModel> ours =
          timed(() -> new LogisticRegression().setRegParam(1e-3).fit(data));
      jobs.clear();
      Timed<org.apache.spark.ml.classification.LogisticRegressionModel> theirs =
          timed(
              () ->
                  new org.apache.spark.ml.classification.LogisticRegression()
                      .setRegParam(1e-3)
                      .fit(data));
      report(rows, ours, theirs, jobs.seconds("RDDLossFunction"));
    }
  }

  private static void report(
      long rows,
      Timed<LogisticRegressionModel> ours,
      Timed<org.apache.spark.ml.classification.LogisticRegressionModel> theirs,
      List<Double> evaluations) {
    double training =
        ours.result.summary().curve().agg(functions.max("seconds")).head().getDouble(0);
    double ourPass = training / ours.result.summary().passes();
    double theirPass =
        evaluations.stream().skip(1).mapToDouble(d -> d).average().orElse(Double.NaN);
    double[] history = theirs.result.summary().objectiveHistory();
    String details =
        String.format(
            Locale.ROOT,
            "%,d rows x %d, heap %d MB; ours %.1f s, %.0f passes, %d shards, %s, objective %.9f; "
                + "MLlib %.1f s, %d passes, %.9f",
            rows,
            WIDTH,
            HEAP_MEGABYTES,
            ours.seconds,
            ours.result.summary().passes(),
            ours.result.summary().numShards(),
            ours.result.summary().engine(),
            ours.result.summary().objective(),
            theirs.seconds,
            evaluations.size(),
            history[history.length - 1]);
    System.out.println(
        RESULT + theirPass / ourPass + ";" + theirs.seconds / ours.seconds + ";" + details);
  }

  private record Timed<T>(T result, double seconds) {}

  private static <T> Timed<T> timed(Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    return new Timed<>(result, (System.nanoTime() - start) / 1e9);
  }
}
