// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.Recorder;
import sparkoptim.benchmarks.result.RunRecord;
import sparkoptim.core.OptimMethod;
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
 * What engines cost: steps beside jobs and beside plain loops, the exchange beside a socket, whole
 * fits beside MLlib, and the memory for rows. Takes the folder with a9a.libsvm, and the parts to
 * run; all without.
 */
final class EngineBench {
  private static final String NAME = "engine";
  private static final List<String> PARTS =
      List.of("steps", "dense", "perceptron", "cached", "large", "exchange", "executors");
  private static final String SVRG = "svrg + sgd + constant(0.05)";
  private static final String LOCAL = "svrg + local + constant(0.01)";
  private static final long BATCH = 64;
  private static final long STEPS = 150_000;

  private final Path folder;
  private final List<String> parts;
  private Recorder recorder;
  private SparkSession session;

  EngineBench(List<String> arguments) {
    if (arguments.isEmpty() || !Files.exists(Path.of(arguments.get(0)).resolve("a9a.libsvm"))) {
      throw new IllegalArgumentException("bin/bench engine: name the folder with a9a.libsvm");
    }
    folder = Path.of(arguments.get(0));
    parts = arguments.size() == 1 ? PARTS : arguments.subList(1, arguments.size());
    if (!PARTS.containsAll(parts)) {
      throw new IllegalArgumentException(
          "bin/bench engine: parts are %s, not %s".formatted(PARTS, parts));
    }
  }

  /** Name of the file of the result: parts alone do not replace the whole. */
  String fileName() {
    return parts.equals(PARTS) ? NAME : NAME + "-" + String.join("-", parts);
  }

  BenchmarkResult run(RunRecord record) {
    session = SparkSession.builder().appName("spark-optim-bench").getOrCreate();
    session.sparkContext().setLogLevel("ERROR");
    recorder =
        new Recorder(NAME, record.withSpark(session.version(), session.sparkContext().master()));
    part("steps", this::steps);
    part("dense", this::dense);
    part("perceptron", this::perceptron);
    part("cached", this::cached);
    session.stop();
    part("large", () -> recorder.addAll(LargeData.measure()));
    part("exchange", () -> recorder.add(ExchangeBench.ofLargest()));
    part("executors", this::executors);
    return recorder.result();
  }

  private void part(String name, Runnable work) {
    if (parts.contains(name)) {
      work.run();
    }
  }

  private RoundEngine ranks(int count) {
    return new RoundEngine(count, EngineSettings.of(session.sparkContext().conf()));
  }

  private Dataset<Row> rows() {
    return LinearData.libsvm(session, folder.resolve("a9a.libsvm").toString(), 123);
  }

  private LinearData a9a(int shards) {
    return LinearData.of(rows(), shards);
  }

  /** Measures on separate executors, whatever the master. */
  private void executors() {
    session =
        SparkSession.builder()
            .appName("spark-optim-bench")
            .master("local-cluster[2,1,1024]")
            .getOrCreate();
    session.sparkContext().setLogLevel("ERROR");
    try (LinearData data = a9a(8)) {
      recorder.add(
          Rates.ratio(
                  "steps/s, a9a, batch 64, two executors of one core: ranks / jobs",
                  "steps/s",
                  () -> data.rate(ranks(2), SVRG, BATCH, 20_000),
                  () -> data.rate(new JobEngine(), SVRG, BATCH, 100))
              .must(30)
              .aim(100));
    } finally {
      session.stop();
    }
  }

  private void cached() {
    recorder.add(CachedBytes.measure("a9a", rows()));
    recorder.add(CachedBytes.measure("dense x 50", GeneratedRows.dense(session, 100_000, 50, 4)));
  }

  private void steps() {
    try (LinearData data = a9a(8);
        LinearData two = a9a(2);
        LinearData sixteen = a9a(16)) {
      recorder.add(
          Rates.ratio(
                  "steps/s, mini-batch SVRG on a9a, batch 64: 2 ranks / jobs",
                  "steps/s",
                  () -> data.rate(ranks(2), SVRG, BATCH, STEPS),
                  () -> data.rate(new JobEngine(), SVRG, BATCH, 200))
              .must(200)
              .aim(700));
      PlainSvrg plain = new PlainSvrg(data.problem(), data.blocks(), 2);
      recorder.add(
          Rates.ratio(
                  "the same / a plain loop of two threads",
                  "steps/s",
                  () -> data.rate(ranks(2), SVRG, BATCH, STEPS),
                  () -> plain.rate(BATCH, STEPS, 0.05))
              .must(0.8)
              .aim(0.95));
      PlainSvrg single = new PlainSvrg(data.problem(), data.blocks(), 1);
      Engine auto = auto(data, SVRG, BATCH);
      recorder.add(
          Rates.ratio(
                  "auto (%s) / a plain loop of one thread, a9a, batch 64"
                      .formatted(auto.description()),
                  "steps/s",
                  () -> data.rate(auto, SVRG, BATCH, STEPS),
                  () -> single.rate(BATCH, STEPS, 0.05))
              .must(1)
              .aim(1));
      recorder.add(
          Rates.ratio(
                  "steps/s, a9a, batch 64, 2 ranks: 16 shards / 2 shards",
                  "steps/s",
                  () -> sixteen.rate(ranks(2), SVRG, BATCH, STEPS),
                  () -> two.rate(ranks(2), SVRG, BATCH, STEPS))
              .aim(0.8));
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
      recorder.add(
          Rates.ratio(
                  "auto (%s) / a plain loop of one thread, 1 million rows x 100, local steps"
                      .formatted(auto.description()),
                  "passes/s",
                  () -> data.rate(auto, LOCAL, 0, 3),
                  () -> plain.rate(3, 0.01))
              .must(1.6)
              .aim(1.9));
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
      recorder.add(
          Rates.ratio(
                  "steps/s, perceptron 784-64-10, batch 128: 2 ranks / jobs",
                  "steps/s",
                  () -> rate(ranks(2), problem, data, start, 400),
                  () -> rate(new JobEngine(), problem, data, start, 60))
              .must(5)
              .aim(15));
    }
  }

  private static double rate(
      Engine engine, Perceptron problem, LinearData data, double[] start, long steps) {
    Training training =
        new Training(
            "bench", OptimMethod.parse("sgd + constant(0.1)"), problem, 128, steps, 0, start);
    TrainingState state =
        new sparkoptim.engine.TrainingDriver(engine, RoundLimit.ofSteps(steps))
            .train(training, data.shards());
    return state.steps() / state.seconds();
  }
}
