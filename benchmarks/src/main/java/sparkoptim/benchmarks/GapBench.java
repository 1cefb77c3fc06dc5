// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import sparkoptim.benchmarks.InterleavedRounds.Contestant;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.benchmarks.result.Recorder;
import sparkoptim.benchmarks.result.RunRecord;
import sparkoptim.ml.LogisticRegression;

/**
 * Objective over seconds: whole fits of {@code LogisticRegression} on cached rows of a9a with a
 * rising {@code maxIter}, ours and MLlib's in turn. A fit is the whole call, reading the cached
 * rows included. Gaps are relative to the best objective that any fit found.
 */
final class GapBench {
  static final String NAME = "gap";
  static final String OURS = "Spark Optim";
  static final String MLLIB = "MLlib";

  private static final int WARM_UP = 1;
  private static final int ROUNDS = 5;
  private static final double REG_PARAM = 1e-4;
  private static final List<Integer> PASSES = List.of(3, 6, 9, 15, 21, 30, 45, 60, 90);
  private static final List<Integer> ITERATIONS = List.of(1, 2, 4, 8, 16, 24, 32, 48, 64, 96);

  private final SparkSession session;
  private final Path file;

  /** Takes the folder with a9a.libsvm. */
  GapBench(SparkSession session, List<String> arguments) {
    if (arguments.isEmpty() || !Files.exists(Path.of(arguments.get(0)).resolve("a9a.libsvm"))) {
      throw new IllegalArgumentException("bin/bench gap: name the folder with a9a.libsvm");
    }
    this.session = session;
    file = Path.of(arguments.get(0)).resolve("a9a.libsvm");
  }

  private record Fit(String name, int maxIter, Contestant<Double> contestant) {}

  BenchmarkResult run(RunRecord record) {
    Recorder recorder = new Recorder(NAME, record, "penalty", "trained by", "maxIter");
    Dataset<Row> data = LinearData.libsvm(session, file.toString(), 123).cache();
    data.count();
    measure(recorder, data, "raw", false);
    measure(recorder, data, "standardized", true);
    return recorder.result();
  }

  private static void measure(
      Recorder recorder, Dataset<Row> data, String penalty, boolean standardization) {
    double best = ours(data, standardization, 2000);
    List<Fit> fits = new ArrayList<>();
    add(fits, OURS, PASSES, passes -> ours(data, standardization, passes));
    add(fits, MLLIB, ITERATIONS, iterations -> mllib(data, standardization, iterations));
    List<Contestant<?>> all = new ArrayList<>();
    fits.forEach(fit -> all.add(fit.contestant()));
    InterleavedRounds.run(WARM_UP, ROUNDS, all);
    for (Fit fit : fits) {
      best = Math.min(best, fit.contestant().result());
    }
    for (Fit fit : fits) {
      String[] labels = {penalty, fit.name(), Integer.toString(fit.maxIter())};
      recorder.add(
          Figure.of("whole fit", fit.contestant().median(), "s", "%.3f")
              .better(Direction.LOWER)
              .spread(fit.contestant().seconds().spread())
              .labels(labels),
          Figure.of("gap", fit.contestant().result() / best - 1, Figure.GAP, "%.1e")
              .labels(labels));
    }
  }

  private static void add(
      List<Fit> fits, String name, List<Integer> counts, IntToDoubleFunction fit) {
    for (int count : counts) {
      fits.add(new Fit(name, count, new Contestant<>(() -> fit.applyAsDouble(count))));
    }
  }

  /** Returns the objective after a number of passes, in which ours counts {@code maxIter}. */
  private static double ours(Dataset<Row> data, boolean standardization, int passes) {
    return new LogisticRegression()
        .setRegParam(REG_PARAM)
        .setStandardization(standardization)
        .setTol(0)
        .setMaxIter(passes)
        .fit(data)
        .summary()
        .objective();
  }

  private static double mllib(Dataset<Row> data, boolean standardization, int iterations) {
    double[] history =
        new org.apache.spark.ml.classification.LogisticRegression()
            .setRegParam(REG_PARAM)
            .setStandardization(standardization)
            .setTol(0)
            .setMaxIter(iterations)
            .fit(data)
            .summary()
            .objectiveHistory();
    return history[history.length - 1];
  }
}
