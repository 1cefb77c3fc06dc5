// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
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
import sparkoptim.ml.LogisticRegressionModel;

/**
 * Seconds of whole fits of cached rows, ours and MLlib's in turn: ours with its defaults, MLlib's
 * with as few iterations as bring its objective within a millionth of the least one known. Where
 * that takes more than twenty times the seconds of ours, or MLlib stops before, the ratio is a
 * lower bound.
 */
final class LinearBench {
  static final String NAME = "linear";

  private static final double CLOSE = 1e-6;
  private static final double LIMIT = 20;
  private static final int MOST_ITERATIONS = 4096;
  private static final int WARM_UP = 2;

  private final LinearCases cases;

  LinearBench(SparkSession session, List<String> arguments) {
    cases = new LinearCases(session, arguments);
  }

  BenchmarkResult run(RunRecord record) {
    Recorder recorder =
        new Recorder(NAME, record, "data", "rows x features", "penalty", "regParam");
    for (LinearCase each : cases.chosen()) {
      Dataset<Row> data = each.data().get().cache();
      long rows = data.count();
      for (double regParam : each.regParams()) {
        recorder.add(new Comparison(each, data, regParam).figures(rows));
      }
      data.unpersist(true);
    }
    return recorder.result();
  }

  /** MLlib's way to within a millionth: its iterations, and whether it gets there. */
  private record Way(int iterations, boolean arrives, double objective) {}

  private static final class Comparison {
    private final LinearCase of;
    private final Dataset<Row> data;
    private final double regParam;
    private double best = Double.POSITIVE_INFINITY;

    Comparison(LinearCase of, Dataset<Row> data, double regParam) {
      this.of = of;
      this.data = data;
      this.regParam = regParam;
    }

    private LogisticRegression ours() {
      return new LogisticRegression()
          .setRegParam(regParam)
          .setStandardization(of.standardization());
    }

    private double[] mllib(int iterations) {
      double[] history =
          new org.apache.spark.ml.classification.LogisticRegression()
              .setRegParam(regParam)
              .setStandardization(of.standardization())
              .setTol(0)
              .setMaxIter(iterations)
              .fit(data)
              .summary()
              .objectiveHistory();
      best = Math.min(best, history[history.length - 1]);
      return history;
    }

    Figure[] figures(long rows) {
      best = ours().setTol(1e-10).setMaxIter(1000).fit(data).summary().objective();
      Contestant<LogisticRegressionModel> alone = new Contestant<>(() -> ours().fit(data));
      InterleavedRounds.run(1, 1, List.of(alone));
      Way way = way(LIMIT * alone.median());
      Contestant<LogisticRegressionModel> our = new Contestant<>(() -> ours().fit(data));
      Contestant<double[]> theirs = new Contestant<>(() -> mllib(way.iterations()));
      int rounds = way.arrives() ? of.rounds() : Math.min(of.rounds(), 3);
      InterleavedRounds.run(of.rounds() > 3 ? WARM_UP : 1, rounds, List.of(our, theirs));
      LogisticRegressionModel model = our.result();
      String more = way.arrives() ? "" : "> ";
      String[] labels = {
        of.name(),
        String.format(Locale.ROOT, "%,d x %,d", rows, model.numFeatures()),
        of.standardization() ? "standardized" : "raw",
        Double.toString(regParam)
      };
      return Stream.of(
              Figure.of("fit, ours", our.median(), "s", "%.3f")
                  .better(Direction.LOWER)
                  .spread(our.seconds().spread()),
              Figure.of("fit, MLlib to 1e-6", theirs.median(), "s", more + "%.3f")
                  .spread(theirs.seconds().spread()),
              Figure.ratio("MLlib / ours", InterleavedRounds.ratio(theirs, our))
                  .must(of.must())
                  .aim(of.aim())
                  .pattern(more + "%.1f"),
              Figure.of("passes, ours", model.summary().passes(), Figure.COUNT, "%.0f")
                  .better(Direction.LOWER),
              Figure.of("iterations, MLlib", way.iterations(), Figure.COUNT, more + "%.0f"),
              Figure.of("gap, ours", model.summary().objective() / best - 1, Figure.GAP, "%.1e")
                  .better(Direction.LOWER)
                  .must(CLOSE)
                  .details(model.summary().stopReason()),
              Figure.of("gap, MLlib", way.objective() / best - 1, Figure.GAP, "%.1e"))
          .map(figure -> figure.labels(labels))
          .toArray(Figure[]::new);
    }

    /** Doubles the iterations until MLlib is close, gives up, or takes too long. */
    private Way way(double mostSeconds) {
      for (int most = 32; ; most *= 2) {
        long start = System.nanoTime();
        double[] history = mllib(most);
        double seconds = (System.nanoTime() - start) / 1e9;
        for (int i = 0; i < history.length; i++) {
          if (history[i] <= best * (1 + CLOSE)) {
            return new Way(i, true, history[i]);
          }
        }
        boolean stopped = history.length <= most;
        if (stopped || seconds > mostSeconds || most >= MOST_ITERATIONS) {
          return new Way(history.length - 1, false, history[history.length - 1]);
        }
      }
    }
  }

  /** Names of the parts that a run may be limited to. */
  static List<String> parts() {
    List<String> names = new ArrayList<>();
    for (LinearCase.Part part : LinearCase.Part.values()) {
      names.add(part.name().toLowerCase(Locale.ROOT));
    }
    return names;
  }
}
