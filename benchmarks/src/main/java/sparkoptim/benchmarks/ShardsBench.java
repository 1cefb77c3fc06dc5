// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.benchmarks.result.Recorder;
import sparkoptim.benchmarks.result.RunRecord;
import sparkoptim.ml.LogisticRegression;
import sparkoptim.ml.LogisticRegressionModel;
import sparkoptim.ml.TrainingSummary;

/**
 * What the number of shards costs local steps: their shards take a pass from a common point and are
 * averaged, so that more shards mean shorter walks. A table, with nothing that must be reached.
 */
final class ShardsBench {
  private static final double REG_PARAM = 1e-4;
  private static final int MANY_ROWS = 4_000_000;
  private static final int WIDTH = 20;
  private static final int PASSES = 150;

  private final SparkSession session;
  private final Path folder;

  /** Takes the folder with a9a.libsvm. */
  ShardsBench(SparkSession session, List<String> arguments) {
    if (arguments.isEmpty() || !Files.exists(Path.of(arguments.get(0)).resolve("a9a.libsvm"))) {
      throw new IllegalArgumentException("bin/bench shards: name the folder with a9a.libsvm");
    }
    this.session = session;
    folder = Path.of(arguments.get(0));
  }

  BenchmarkResult run(RunRecord record) {
    Recorder recorder = new Recorder("shards", record, "data", "shards");
    String path = folder.resolve("a9a.libsvm").toString();
    table(recorder, "a9a", LinearData.libsvm(session, path, 123), List.of(1, 2, 4, 8, 16, 32, 64));
    table(
        recorder,
        "4 million rows x 20",
        GeneratedRows.dense(session, MANY_ROWS, WIDTH, 16),
        List.of(2, 8, 32, 128, 512));
    return recorder.result();
  }

  private static void table(
      Recorder recorder, String name, Dataset<Row> rows, List<Integer> counts) {
    Dataset<Row> data = rows.persist(StorageLevel.MEMORY_AND_DISK());
    List<TrainingSummary> summaries = new ArrayList<>();
    for (int shards : counts) {
      summaries.add(fit(data, shards).summary());
    }
    double best = summaries.stream().mapToDouble(TrainingSummary::objective).min().orElseThrow();
    for (int i = 0; i < counts.size(); i++) {
      List<Row> curve =
          summaries
              .get(i)
              .curve()
              .orderBy("passes")
              .select("passes", "seconds", "objective")
              .collectAsList();
      String shards = counts.get(i).toString();
      double near = first(curve, 0, best * (1 + 1e-3));
      double close = first(curve, 0, best * (1 + 1e-6));
      double seconds = first(curve, 1, best * (1 + 1e-6));
      double gap = summaries.get(i).objective() / best - 1;
      recorder.add(
          Figure.of("passes to 1e-3", near, Figure.COUNT, "%.0f")
              .better(Direction.LOWER)
              .spread(0) // a fit takes the same steps in every run
              .labels(name, shards),
          Figure.of("passes to 1e-6", close, Figure.COUNT, "%.0f")
              .better(Direction.LOWER)
              .spread(0)
              .labels(name, shards),
          Figure.of("time to 1e-6", seconds, "s", "%.2f")
              .better(Direction.LOWER)
              .labels(name, shards),
          Figure.of("gap at the end", gap, Figure.GAP, "%.1e").labels(name, shards));
    }
    data.unpersist(true);
  }

  private static LogisticRegressionModel fit(Dataset<Row> data, int shards) {
    return new LogisticRegression()
        .setRegParam(REG_PARAM)
        .setStandardization(false)
        .setNumShards(shards)
        .setTol(1e-9)
        .setMaxIter(PASSES)
        .fit(data);
  }

  /** A column at the first point of the curve that is as low; NaN where none is. */
  private static double first(List<Row> curve, int column, double objective) {
    return curve.stream()
        .filter(row -> row.getDouble(2) <= objective)
        .findFirst()
        .map(row -> row.getDouble(column))
        .orElse(Double.NaN);
  }
}
