// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import sparkoptim.benchmarks.InterleavedRounds.Contestant;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.ml.LogisticRegression;
import sparkoptim.ml.LogisticRegressionModel;

/**
 * Seconds of whole fits, ours and MLlib's, to an objective within a millionth of the best: each
 * with its defaults, and as few iterations as take it there.
 */
final class AccurateFit {
  private static final double CLOSE = 1e-6;
  private static final double REG_PARAM = 1e-4;
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 9;

  private final Dataset<Row> data;
  private final boolean standardization;
  private final SparkJobs jobs = new SparkJobs();

  /** Creates a fit of cached rows. */
  AccurateFit(Dataset<Row> data, boolean standardization) {
    this.data = data;
    this.standardization = standardization;
  }

  private LogisticRegression ours() {
    return new LogisticRegression().setRegParam(REG_PARAM).setStandardization(standardization);
  }

  private org.apache.spark.ml.classification.LogisticRegression mllib() {
    return new org.apache.spark.ml.classification.LogisticRegression()
        .setRegParam(REG_PARAM)
        .setStandardization(standardization);
  }

  List<Figure> measures(String name) {
    double best = ours().setTol(1e-9).setMaxIter(2000).fit(data).summary().objective();
    int passes = passes(best);
    int iterations = iterations(best);
    data.sparkSession().sparkContext().addSparkListener(jobs);
    List<Double> training = new ArrayList<>();
    Contestant<LogisticRegressionModel> our =
        new Contestant<>(() -> ours().setMaxIter(passes).fit(data));
    Contestant<org.apache.spark.ml.classification.LogisticRegressionModel> theirs =
        new Contestant<>(
            () -> {
              jobs.clear();
              var model = mllib().setMaxIter(iterations).fit(data);
              training.add(jobs.seconds("RDDLossFunction").stream().mapToDouble(d -> d).sum());
              return model;
            });
    InterleavedRounds.run(WARM_UP, ROUNDS, List.of(our, theirs));
    data.sparkSession().sparkContext().removeSparkListener(jobs);
    double[] history = theirs.result().summary().objectiveHistory();
    double inSteps = seconds(our.result());
    double theirTraining = median(training.subList(WARM_UP, training.size()));
    String details =
        String.format(
            Locale.ROOT,
            "%.3f and %.3f s, of that in training %.3f and %.3f; %d passes and %d iterations;"
                + " gaps %.1e and %.1e; %s",
            theirs.median(),
            our.median(),
            theirTraining,
            inSteps,
            passes,
            iterations,
            history[history.length - 1] / best - 1,
            our.result().summary().objective() / best - 1,
            our.result().summary().engine());
    String what = "LogisticRegression to 1e-6 on %s, MLlib / ours: ".formatted(name);
    return List.of(
        Figure.ratio(what + "whole fit", InterleavedRounds.ratio(theirs, our))
            .must(5)
            .aim(8)
            .details(details),
        Figure.ratio(what + "training alone", theirTraining / inSteps).aim(15));
  }

  /** Returns the passes after which ours is close, which it then ends at. */
  private int passes(double best) {
    List<Row> curve =
        ours()
            .setTol(1e-9)
            .fit(data)
            .summary()
            .curve()
            .orderBy("passes")
            .select("passes", "objective")
            .collectAsList();
    return curve.stream()
        .filter(row -> row.getDouble(1) <= best * (1 + CLOSE))
        .mapToInt(row -> (int) Math.ceil(row.getDouble(0)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("ours does not come within 1e-6"));
  }

  private int iterations(double best) {
    double[] history = mllib().setTol(1e-9).fit(data).summary().objectiveHistory();
    for (int i = 0; i < history.length; i++) {
      if (history[i] <= best * (1 + CLOSE)) {
        return i;
      }
    }
    throw new IllegalStateException("MLlib does not come within 1e-6");
  }

  private static double seconds(LogisticRegressionModel model) {
    return model.summary().curve().agg(functions.max("seconds")).head().getDouble(0);
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().flatMapToDouble(DoubleStream::of).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
