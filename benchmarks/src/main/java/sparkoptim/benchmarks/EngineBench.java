package sparkoptim.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.Activation;
import sparkoptim.core.network.Backend;
import sparkoptim.core.network.Layers;
import sparkoptim.core.network.OutputLoss;
import sparkoptim.core.network.Perceptron;
import sparkoptim.core.network.Precision;
import sparkoptim.engine.Engine;
import sparkoptim.engine.EngineChoice;
import sparkoptim.engine.EngineSettings;
import sparkoptim.engine.JobEngine;
import sparkoptim.engine.RoundEngine;
import sparkoptim.engine.RoundLimit;
import sparkoptim.engine.Training;
import sparkoptim.engine.TrainingState;

/**
 * What engines cost: steps per second of ranks beside jobs, and beside plain loops without Spark.
 * Takes the folder with a9a.libsvm; with {@code executors} as a second argument it measures two
 * executors, and the master has to be {@code local-cluster[2,1,...]}.
 */
final class EngineBench {
  private static final String SVRG = "svrg + sgd + constant(0.05)";
  private static final String LOCAL = "svrg + local + constant(0.01)";
  private static final long BATCH = 64;

  private final SparkSession session;
  private final Path folder;
  private final boolean executors;
  private final List<Measure> measures = new ArrayList<>();

  EngineBench(SparkSession session, List<String> arguments) {
    if (arguments.isEmpty() || !Files.exists(Path.of(arguments.get(0)).resolve("a9a.libsvm"))) {
      throw new IllegalArgumentException("bin/bench engine: name the folder with a9a.libsvm");
    }
    this.session = session;
    folder = Path.of(arguments.get(0));
    executors = arguments.contains("executors");
  }

  boolean run() {
    System.out.println(Measure.HEADER);
    if (executors) {
      onExecutors();
    } else {
      a9a();
      dense();
      perceptron();
    }
    System.out.println();
    System.out.println(Measure.summary(measures));
    return measures.stream().allMatch(Measure::reached);
  }

  private void add(Measure measure) {
    measures.add(measure);
    System.out.println(measure.row());
  }

  private RoundEngine ranks(int count) {
    return new RoundEngine(count, EngineSettings.of(session.sparkContext().conf()));
  }

  private LinearData a9a(int shards) {
    String path = folder.resolve("a9a.libsvm").toString();
    return LinearData.of(LinearData.libsvm(session, path, 123), shards);
  }

  private void onExecutors() {
    try (LinearData data = a9a(8)) {
      add(
          Measure.ofRates(
              "steps/s, a9a, batch 64, two executors of one core: ranks / jobs",
              30,
              100,
              "steps/s",
              () -> data.rate(ranks(2), SVRG, BATCH, 20_000),
              () -> data.rate(new JobEngine(), SVRG, BATCH, 100)));
    }
  }

  private void a9a() {
    try (LinearData data = a9a(8);
        LinearData two = a9a(2);
        LinearData sixteen = a9a(16)) {
      add(
          Measure.ofRates(
              "steps/s, mini-batch SVRG on a9a, batch 64: 2 ranks / jobs",
              200,
              700,
              "steps/s",
              () -> data.rate(ranks(2), SVRG, BATCH, 100_000),
              () -> data.rate(new JobEngine(), SVRG, BATCH, 200)));
      PlainSvrg plain = new PlainSvrg(data.problem(), data.blocks(), 2);
      add(
          Measure.ofRates(
              "the same / a plain loop of two threads",
              0.8,
              0.95,
              "steps/s",
              () -> data.rate(ranks(2), SVRG, BATCH, 100_000),
              () -> plain.rate(BATCH, 100_000, 0.05)));
      PlainSvrg single = new PlainSvrg(data.problem(), data.blocks(), 1);
      Engine auto = auto(data, SVRG, BATCH);
      add(
          Measure.ofRates(
              "auto (%s) / a plain loop of one thread, a9a, batch 64".formatted(auto.description()),
              1,
              1,
              "steps/s",
              () -> data.rate(auto, SVRG, BATCH, 100_000),
              () -> single.rate(BATCH, 100_000, 0.05)));
      add(
          Measure.ofRates(
              "steps/s, a9a, batch 64, 2 ranks: 16 shards / 2 shards",
              Double.NaN,
              0.8,
              "steps/s",
              () -> sixteen.rate(ranks(2), SVRG, BATCH, 100_000),
              () -> two.rate(ranks(2), SVRG, BATCH, 100_000)));
    }
  }

  private static final long MANY = 1_000_000;

  private Engine auto(LinearData data, String method, long batch) {
    SparkContext spark = session.sparkContext();
    return EngineChoice.of("auto", data.training(method, batch, MANY), data.bytes(), spark)
        .engine();
  }

  private void dense() {
    try (LinearData data = LinearData.of(LinearData.dense(session, MANY, 100), 16)) {
      Engine auto = auto(data, LOCAL, 0);
      PlainPass plain = new PlainPass(data.problem(), data.blocks());
      add(
          Measure.ofRates(
              "auto (%s) / a plain loop of one thread, 1 million rows x 100, local steps"
                  .formatted(auto.description()),
              1.6,
              1.9,
              "passes/s",
              () -> data.rate(auto, LOCAL, 0, 3),
              () -> plain.rate(3, 0.01)));
    }
  }

  private void perceptron() {
    Images images = Images.generated(10_000, 784, 10);
    Block all = images.block();
    try (LinearData data = LinearData.of(LinearData.images(session, all), 16)) {
      Layers layers =
          new Layers(List.of(784, 64, 10), List.of(Activation.RELU), OutputLoss.SOFTMAX);
      Perceptron problem =
          new Perceptron(layers, Precision.DOUBLE, Backend.AUTO, all.rows(), all.rows(), 16, 0, 1);
      double[] start = layers.initial(1);
      add(
          Measure.ofRates(
              "steps/s, perceptron 784-64-10, batch 128: 2 ranks / jobs",
              5,
              15,
              "steps/s",
              () -> rate(ranks(2), problem, data, start, 400),
              () -> rate(new JobEngine(), problem, data, start, 60)));
    }
  }

  private static double rate(
      Engine engine, Perceptron problem, LinearData data, double[] start, long steps) {
    Training training = new Training("bench", "sgd + constant(0.1)", problem, 128, steps, 0, start);
    TrainingState state = engine.round(training, data.shards(), null, RoundLimit.ofSteps(steps));
    return state.steps() / state.seconds();
  }
}
