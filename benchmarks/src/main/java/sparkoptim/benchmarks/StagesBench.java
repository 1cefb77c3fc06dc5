// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import sparkoptim.benchmarks.InterleavedRounds.Contestant;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.benchmarks.result.Recorder;
import sparkoptim.benchmarks.result.RunRecord;
import sparkoptim.ml.LinearRegression;
import sparkoptim.ml.LinearSVC;
import sparkoptim.ml.MultilayerPerceptronClassifier;
import sparkoptim.ml.PoissonRegression;

/**
 * Seconds of whole fits of cached rows by the stages beside logistic regression, ours and MLlib's
 * in turn, and how far the results are apart.
 */
final class StagesBench {
  static final String NAME = "stages";

  private static final List<String> PARTS =
      List.of("regression", "svc", "poisson", "path", "perceptron");
  private static final double MUST = 5;
  private static final double AIM = 20;
  private static final double CLOSE = 1e-4;
  private static final int MOST_ITERATIONS = 256;
  private static final int ITERATIONS = 10;
  private static final int PARTITIONS = 4;

  private final SparkSession session;
  private final Path folder;
  private final List<String> parts;
  private Recorder recorder;

  /**
   * @param arguments a folder with abalone.libsvm, a9a.libsvm and MNIST's 10,000 images, and names
   *     of parts
   */
  StagesBench(SparkSession session, List<String> arguments) {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("bin/bench stages: name a folder with data");
    }
    this.session = session;
    folder = Path.of(arguments.get(0));
    parts = arguments.size() > 1 ? arguments.subList(1, arguments.size()) : PARTS;
    for (String part : parts) {
      if (!PARTS.contains(part)) {
        throw new IllegalArgumentException(
            "bin/bench stages: part %s is none of %s".formatted(part, PARTS));
      }
    }
  }

  BenchmarkResult run(RunRecord record) {
    recorder = new Recorder(NAME, record, "stage", "data", "rows x features");
    for (String part : parts) {
      switch (part) {
        case "regression" -> regression();
        case "svc" -> svc();
        case "poisson" -> poisson();
        case "path" -> path();
        default -> perceptron();
      }
    }
    return recorder.result();
  }

  private void regression() {
    squares("abalone", libsvm("abalone.libsvm", 8, "label"), 7);
    squares("random walks", numbers(GeneratedRows.walks(session, 20_000, 500, PARTITIONS)), 3);
    squares("uniform", numbers(GeneratedRows.dense(session, 1_000_000, 100, PARTITIONS)), 3);
  }

  /** Labels 0 and 1 as numbers, which a line through the features follows. */
  private static Dataset<Row> numbers(Dataset<Row> rows) {
    return rows.select("label", "features");
  }

  private void squares(String name, Dataset<Row> source, int rounds) {
    Dataset<Row> rows = source.cache();
    fits(
        new String[] {"LinearRegression, regParam 0.01", name},
        rows,
        rounds,
        () -> new LinearRegression().setRegParam(0.01).fit(rows).coefficients(),
        () ->
            new org.apache.spark.ml.regression.LinearRegression()
                .setRegParam(0.01)
                .fit(rows)
                .coefficients());
  }

  private void poisson() {
    Dataset<Row> rows =
        numbers(GeneratedRows.dense(session, 100_000, 50, PARTITIONS))
            .withColumn("label", functions.expr("label * 2 + 1"))
            .cache();
    fits(
        new String[] {"PoissonRegression", "uniform"},
        rows,
        5,
        () -> new PoissonRegression().fit(rows).coefficients(),
        () ->
            new org.apache.spark.ml.regression.GeneralizedLinearRegression()
                .setFamily("poisson")
                .fit(rows)
                .coefficients());
  }

  /** Fits at the defaults of both, which converge. */
  private void fits(
      String[] labels,
      Dataset<Row> rows,
      int rounds,
      Supplier<Vector> ours,
      Supplier<Vector> theirs) {
    Contestant<Vector> our = new Contestant<>(ours);
    Contestant<Vector> their = new Contestant<>(theirs);
    long count = rows.count();
    InterleavedRounds.run(1, rounds, List.of(our, their));
    add(labels, count, our.result().size(), our, their, apart(our.result(), their.result()), "");
    rows.unpersist(true);
  }

  private static double apart(Vector a, Vector b) {
    double[] one = a.toArray();
    double[] other = b.toArray();
    double largest = Arrays.stream(other).map(Math::abs).max().orElse(1);
    return IntStream.range(0, one.length)
            .mapToDouble(i -> Math.abs(one[i] - other[i]))
            .max()
            .orElse(0)
        / largest;
  }

  private void svc() {
    Dataset<Row> rows = libsvm("a9a.libsvm", 123, "if(label > 0, 1D, 0D)").cache();
    Supplier<Double> ours = () -> machine().fit(rows).summary().objective();
    double best = Math.min(ours.get(), machine().setMaxIter(1000).fit(rows).summary().objective());
    IntFunction<double[]> theirs =
        most ->
            new org.apache.spark.ml.classification.LinearSVC()
                .setRegParam(1e-4)
                .setStandardization(false)
                .setTol(0)
                .setMaxIter(most)
                .fit(rows)
                .summary()
                .objectiveHistory();
    int most = ITERATIONS;
    double[] history = theirs.apply(most);
    while (history[history.length - 1] > best * (1 + CLOSE)
        && history.length > most
        && most < MOST_ITERATIONS) {
      most *= 2;
      history = theirs.apply(most);
    }
    boolean arrives = history[history.length - 1] <= best * (1 + CLOSE);
    int iterations = most;
    Contestant<Double> our = new Contestant<>(ours);
    Contestant<double[]> their = new Contestant<>(() -> theirs.apply(iterations));
    InterleavedRounds.run(1, 3, List.of(our, their));
    double gap = their.result()[their.result().length - 1] / our.result() - 1;
    String[] labels = {"LinearSVC, regParam 1e-4", "a9a"};
    add(labels, rows.count(), 123, our, their, gap, arrives ? "" : "> ");
    rows.unpersist(true);
  }

  private static LinearSVC machine() {
    return new LinearSVC().setRegParam(1e-4).setStandardization(false);
  }

  /** Twenty strengths of an elastic net on five folds. */
  private void path() {
    Dataset<Row> rows = libsvm("a9a.libsvm", 123, "if(label > 0, 1D, 0D)").cache();
    LinearRegression stage = new LinearRegression().setElasticNetParam(0.5);
    var theirStage = new org.apache.spark.ml.regression.LinearRegression().setElasticNetParam(0.5);
    CrossValidator our = new sparkoptim.ml.CrossValidator();
    our.setEstimator(stage).setEstimatorParamMaps(strengths(stage.regParam()));
    CrossValidator their = new CrossValidator();
    their.setEstimator(theirStage).setEstimatorParamMaps(strengths(theirStage.regParam()));
    for (CrossValidator each : List.of(our, their)) {
      each.setEvaluator(new RegressionEvaluator()).setNumFolds(5).setSeed(1);
    }
    Contestant<double[]> ours = new Contestant<>(() -> our.fit(rows).avgMetrics());
    Contestant<double[]> theirs = new Contestant<>(() -> their.fit(rows).avgMetrics());
    InterleavedRounds.run(1, 1, List.of(ours, theirs));
    double apart =
        IntStream.range(0, ours.result().length)
            .mapToDouble(i -> Math.abs(ours.result()[i] / theirs.result()[i] - 1))
            .max()
            .orElse(0);
    String[] labels = {"CrossValidator, LinearRegression, 20 strengths, 5 folds", "a9a"};
    add(labels, rows.count(), 123, ours, theirs, apart, "");
    rows.unpersist(true);
  }

  private static ParamMap[] strengths(DoubleParam regParam) {
    double[] strengths =
        IntStream.range(0, 20).mapToDouble(i -> 0.1 * Math.pow(10, -i / 6.0)).toArray();
    return new ParamGridBuilder().addGrid(regParam, strengths).build();
  }

  /** MLlib takes ten iterations; ours as few passes as end at its loss or below. */
  private void perceptron() {
    Dataset<Row> rows = Images.tenThousand(session, folder).cache();
    int[] layers = {784, 256, 10};
    Supplier<Double> theirs =
        () -> {
          double[] history =
              new org.apache.spark.ml.classification.MultilayerPerceptronClassifier()
                  .setLayers(layers)
                  .setMaxIter(ITERATIONS)
                  .fit(rows)
                  .summary()
                  .objectiveHistory();
          return history[history.length - 1];
        };
    IntFunction<Double> ours =
        passes ->
            new MultilayerPerceptronClassifier()
                .setLayers(layers)
                .setMaxIter(passes)
                .fit(rows)
                .summary()
                .objective();
    double loss = theirs.get();
    int passes = 1;
    while (ours.apply(passes) > loss) {
      passes++;
    }
    int enough = passes;
    Contestant<Double> our = new Contestant<>(() -> ours.apply(enough));
    Contestant<Double> their = new Contestant<>(theirs);
    InterleavedRounds.run(0, 2, List.of(our, their));
    double above = Math.max(0, our.result() / their.result() - 1);
    String[] labels = {
      "MultilayerPerceptronClassifier 784-256-10, %d passes, %d iterations"
          .formatted(enough, ITERATIONS),
      "MNIST-10k"
    };
    add(labels, rows.count(), 784, our, their, above, "");
    rows.unpersist(true);
  }

  private void add(
      String[] labels,
      long rows,
      int features,
      Contestant<?> ours,
      Contestant<?> theirs,
      double apart,
      String more) {
    String size = String.format(Locale.ROOT, "%,d x %,d", rows, features);
    String[] all = {labels[0], labels[1], size};
    recorder.add(
        Stream.of(
                Figure.of("fit, ours", ours.median(), "s", "%.3f")
                    .better(Direction.LOWER)
                    .spread(ours.seconds().spread()),
                Figure.of("fit, MLlib", theirs.median(), "s", more + "%.3f")
                    .spread(theirs.seconds().spread()),
                Figure.ratio("MLlib / ours", InterleavedRounds.ratio(theirs, ours))
                    .must(MUST)
                    .aim(AIM)
                    .pattern(more + "%.1f"),
                Figure.of("results apart", apart, Figure.GAP, "%.1e"))
            .map(figure -> figure.labels(all))
            .toArray(Figure[]::new));
  }

  private Dataset<Row> libsvm(String file, int features, String label) {
    return session
        .read()
        .format("libsvm")
        .option("numFeatures", features)
        .load(folder.resolve(file).toString())
        .withColumn("label", functions.expr(label).cast("double"));
  }
}
