// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.benchmarks.result.Recorder;
import sparkoptim.benchmarks.result.RoundSample;
import sparkoptim.benchmarks.result.RunRecord;
import sparkoptim.ml.LogisticRegression;
import sparkoptim.ml.LogisticRegressionModel;

/**
 * A night of {@code retrain} beside the three launches that it replaces, and what a warm start with
 * a small budget gives up, on thirty days of a9a. The days are in the order of age plus noise, so
 * that labels and features drift.
 */
final class NightsBench {
  private static final int DAYS = 30;
  private static final int WINDOW = 7;
  private static final int ROUNDS = 3;
  private static final int BUDGET = 3;
  private static final int WIDTH = 123;
  private static final double NOISE_YEARS = 15;
  private static final double SESSIONS = 0.4;
  private static final double GIVEN_UP = 0.0005;

  private final SparkSession session;
  private final Path data;

  /**
   * @param arguments the folder of a9a.libsvm
   */
  NightsBench(SparkSession session, List<String> arguments) {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("nights takes a FOLDER that has a9a.libsvm");
    }
    this.session = session;
    this.data = Path.of(arguments.get(0), "a9a.libsvm");
  }

  BenchmarkResult run(RunRecord record) {
    Recorder recorder = new Recorder("nights", record, "what");
    try {
      Path folder = Files.createTempDirectory("spark-optim-nights-bench");
      try {
        writeDays(folder);
        recorder.add(launches(folder));
        recorder.add(starts(folder));
      } finally {
        try (Stream<Path> files = Files.walk(folder)) {
          files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return recorder.result();
  }

  /** A row whose place in time is its age, known in five steps, with noise. */
  private record Dated(String line, double time) {}

  private void writeDays(Path folder) throws IOException {
    var random = new Random(7);
    List<Dated> rows = new ArrayList<>();
    for (String line : Files.readAllLines(data)) {
      int step = 3;
      for (int i = 1; i <= 5; i++) {
        step = line.contains(" " + i + ":1") ? i : step;
      }
      rows.add(new Dated(line, 10 * step + NOISE_YEARS * random.nextGaussian()));
    }
    rows.sort(Comparator.comparingDouble(Dated::time));
    int rowsOfDay = rows.size() / DAYS;
    for (int day = 0; day < DAYS; day++) {
      int end = day == DAYS - 1 ? rows.size() : (day + 1) * rowsOfDay;
      Files.write(
          day(folder, day), rows.subList(day * rowsOfDay, end).stream().map(Dated::line).toList());
    }
  }

  private static Path day(Path folder, int day) {
    return folder.resolve(name(day) + ".libsvm");
  }

  private static String name(int day) {
    return String.format(Locale.ROOT, "2026-11-%02d", day + 1);
  }

  /** One launch that reads, checks, trains, compares and promotes, beside train and two scores. */
  private static Figure launches(Path folder) throws IOException {
    Path night = folder.resolve("night.conf");
    Files.writeString(
        night,
        """
        data { format = libsvm, relabel = sorted, numFeatures = 123, new = "%1$s/{day}.libsvm" }
        data.history { days = 6, missing = ignore }
        registry = "%1$s/registry"
        stage { class = LogisticRegression, params { regParam = 1e-3, standardization = false } }
        check.onFailure = warn
        progress = none
        """
            .formatted(folder));
    Path job = folder.resolve("job.conf");
    Files.writeString(
        job,
        """
        data { format = libsvm, relabel = sorted, numFeatures = 123, train = "%1$s/window", score = "%2$s" }
        stage { class = LogisticRegression, params { regParam = 1e-3, standardization = false } }
        output = "%1$s/job"
        progress = none
        """
            .formatted(folder, day(folder, WINDOW + 1)));
    Path window = Files.createDirectory(folder.resolve("window"));
    for (int day = 0; day < WINDOW; day++) {
      Files.copy(day(folder, day), window.resolve(day(folder, day).getFileName()));
    }
    double[] ratios = new double[ROUNDS];
    launch("retrain", night.toString(), "run.id=" + name(WINDOW - 1));
    launch("train", job.toString());
    for (int round = 0; round < ROUNDS; round++) {
      double whole = launch("retrain", night.toString(), "run.id=" + name(WINDOW + round));
      double apart =
          launch("train", job.toString())
              + launch("score", job.toString())
              + launch("score", job.toString());
      ratios[round] = whole / apart;
    }
    return Figure.ratio("seconds of a night / of train and two scores", new RoundSample(ratios))
        .better(Direction.LOWER)
        .must(SESSIONS)
        .labels("launches");
  }

  private static double launch(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getenv("SPARK_OPTIM_HOME"), "bin", "spark-optim").toString());
    command.addAll(List.of(arguments));
    long start = System.nanoTime();
    try {
      int code =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start()
              .waitFor();
      if (code != 0) {
        throw new IllegalStateException(command + " ended with " + code);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return (System.nanoTime() - start) * 1e-9;
  }

  /** The mean log loss on the day after each night, by models of seven days. */
  private Figure[] starts(Path folder) {
    List<Dataset<Row>> days = new ArrayList<>();
    for (int day = 0; day < DAYS; day++) {
      days.add(read(folder, day).cache());
    }
    double converged = 0;
    double warm = 0;
    double cold = 0;
    int nights = 0;
    LogisticRegressionModel before = null;
    for (int day = WINDOW - 1; day < DAYS - 1; day++) {
      Dataset<Row> rows = days.get(day - WINDOW + 1);
      for (int i = day - WINDOW + 2; i <= day; i++) {
        rows = rows.union(days.get(i));
      }
      Dataset<Row> window = rows.cache();
      LogisticRegressionModel full = stage().fit(window);
      LogisticRegressionModel next =
          before == null ? full : stage().setMaxIter(BUDGET).setInitialModel(before).fit(window);
      Dataset<Row> tomorrow = days.get(day + 1);
      if (before != null) {
        converged += loss(full, tomorrow);
        warm += loss(next, tomorrow);
        cold += loss(stage().setMaxIter(BUDGET).fit(window), tomorrow);
        nights++;
      }
      before = next;
      window.unpersist();
    }
    return new Figure[] {
      Figure.of("next day's log loss, converged", converged / nights, "", "%.5f").labels("starts"),
      Figure.of("next day's log loss, 3 passes cold", cold / nights, "", "%.5f").labels("starts"),
      Figure.of("next day's log loss, 3 passes warm", warm / nights, "", "%.5f")
          .better(Direction.LOWER)
          .must(converged / nights + GIVEN_UP)
          .labels("starts")
    };
  }

  private static LogisticRegression stage() {
    return new LogisticRegression().setRegParam(1e-3).setStandardization(false);
  }

  private Dataset<Row> read(Path folder, int day) {
    return session
        .read()
        .format("libsvm")
        .option("numFeatures", WIDTH)
        .load(day(folder, day).toString())
        .withColumn("label", functions.col("label").gt(0).cast("double"));
  }

  private static double loss(LogisticRegressionModel model, Dataset<Row> rows) {
    double sum = 0;
    List<Row> predicted = model.transform(rows).select("label", "probability").collectAsList();
    for (Row row : predicted) {
      Vector probability = row.getAs(1);
      sum -= Math.log(probability.apply((int) row.getDouble(0)));
    }
    return sum / predicted.size();
  }
}
