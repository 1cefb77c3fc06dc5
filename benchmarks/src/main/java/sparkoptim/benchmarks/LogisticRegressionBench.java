// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import sparkoptim.benchmarks.InterleavedRounds.Contestant;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.benchmarks.result.Recorder;
import sparkoptim.benchmarks.result.RunRecord;
import sparkoptim.ml.LogisticRegression;
import sparkoptim.ml.LogisticRegressionModel;

/**
 * Whole fits of {@code LogisticRegression}, ours and MLlib's, both with their default tolerance on
 * cached data. Ours must be faster and end no further from the best objective that either knows
 * than one millionth of it, or than MLlib does.
 */
final class LogisticRegressionBench {
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 7;
  private static final double CLOSE = 1e-6;

  private final SparkSession session;
  private final Path folder;

  /**
   * The argument is a folder with a9a.libsvm and a9a.t.libsvm; without it that case is left out.
   */
  LogisticRegressionBench(SparkSession session, List<String> arguments) {
    this.session = session;
    folder = arguments.isEmpty() ? null : Path.of(arguments.get(0));
  }

  private record Case(
      String name,
      Dataset<Row> train,
      Dataset<Row> test,
      double regParam,
      boolean standardization) {}

  BenchmarkResult run(RunRecord record) {
    Recorder recorder = new Recorder("logistic-regression", record, "data", "rows x features");
    for (Case each : cases()) {
      recorder.add(run(each));
    }
    return recorder.result();
  }

  private List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    if (folder != null && Files.exists(folder.resolve("a9a.libsvm"))) {
      Dataset<Row> train = libsvm(folder.resolve("a9a.libsvm"), 123);
      Dataset<Row> test = libsvm(folder.resolve("a9a.t.libsvm"), 123);
      cases.add(new Case("a9a, raw penalty", train, test, 1e-4, false));
      cases.add(new Case("a9a, standardized penalty", train, test, 1e-4, true));
    }
    Path digits = Path.of(System.getenv("SPARK_OPTIM_HOME"), ".spark-optim/data/digits.libsvm");
    Dataset<Row> images =
        session.read().format("libsvm").option("numFeatures", 64).load(digits.toString());
    cases.add(new Case("digits, 10 classes", images, images, 1e-2, true));
    Dataset<Row> dense = generated(100_000, 50);
    cases.add(new Case("generated, dense", dense, dense, 1e-3, true));
    return cases;
  }

  /** Labels -1 and +1 become 0 and 1. */
  private Dataset<Row> libsvm(Path path, int features) {
    return session
        .read()
        .format("libsvm")
        .option("numFeatures", features)
        .load(path.toString())
        .withColumn("label", functions.expr("if(label > 0, 1.0, 0.0)"));
  }

  private Dataset<Row> generated(int count, int width) {
    StructType schema =
        new StructType()
            .add("label", DataTypes.DoubleType, false)
            .add("features", SQLDataTypes.VectorType(), false);
    SplittableRandom random = new SplittableRandom(5);
    double[] truth = random.doubles(width, -1, 1).toArray();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] x = random.doubles(width, -1, 1).toArray();
      double score = random.nextDouble(-2, 2);
      for (int j = 0; j < width; j++) {
        score += truth[j] * x[j];
      }
      rows.add(RowFactory.create(score > 0 ? 1.0 : 0.0, Vectors.dense(x)));
    }
    return session.createDataFrame(rows, schema).repartition(4);
  }

  private Figure[] run(Case each) {
    Dataset<Row> train = each.train().cache();
    long rows = train.count();
    Contestant<LogisticRegressionModel> ours =
        new Contestant<>(
            () ->
                new LogisticRegression()
                    .setRegParam(each.regParam())
                    .setStandardization(each.standardization())
                    .fit(train));
    Contestant<org.apache.spark.ml.classification.LogisticRegressionModel> mllib =
        new Contestant<>(
            () ->
                new org.apache.spark.ml.classification.LogisticRegression()
                    .setRegParam(each.regParam())
                    .setStandardization(each.standardization())
                    .fit(train));
    InterleavedRounds.run(WARM_UP, ROUNDS, List.of(ours, mllib));
    double best = best(each, train);
    double ourGap = ours.result().summary().objective() / best - 1;
    double[] history = mllib.result().summary().objectiveHistory();
    double theirGap = history[history.length - 1] / best - 1;
    Dataset<Row> test = each.test();
    double steps = steps(ours.result());
    double ourAccuracy = accuracy(ours.result().transform(test));
    double theirAccuracy = accuracy(mllib.result().transform(test));
    train.unpersist(true);
    String size = String.format(Locale.ROOT, "%,d x %d", rows, ours.result().numFeatures());
    return Stream.of(
            Figure.of("fit, ours", ours.median(), "s", "%.3f")
                .better(Direction.LOWER)
                .spread(ours.seconds().spread()),
            Figure.of("of that in steps", steps, "s", "%.3f").better(Direction.LOWER),
            Figure.of("fit, MLlib", mllib.median(), "s", "%.3f").spread(mllib.seconds().spread()),
            Figure.ratio("MLlib / ours", InterleavedRounds.ratio(mllib, ours)).must(1),
            Figure.of("gap, ours", ourGap, Figure.GAP, "%.1e")
                .better(Direction.LOWER)
                .must(Math.max(CLOSE, theirGap)),
            Figure.of("gap, MLlib", theirGap, Figure.GAP, "%.1e"),
            Figure.of("test accuracy, ours", ourAccuracy, Figure.SHARE, "%.4f"),
            Figure.of("test accuracy, MLlib", theirAccuracy, Figure.SHARE, "%.4f"))
        .map(figure -> figure.labels(each.name(), size))
        .toArray(Figure[]::new);
  }

  /** Returns the best objective known: of a long run of ours. */
  private static double best(Case each, Dataset<Row> train) {
    return new LogisticRegression()
        .setRegParam(each.regParam())
        .setStandardization(each.standardization())
        .setTol(1e-9)
        .setMaxIter(2000)
        .fit(train)
        .summary()
        .objective();
  }

  private static double steps(LogisticRegressionModel model) {
    return model.summary().curve().agg(functions.max("seconds")).head().getDouble(0);
  }

  private static double accuracy(Dataset<Row> scored) {
    return (double) scored.where("prediction = label").count() / scored.count();
  }
}
