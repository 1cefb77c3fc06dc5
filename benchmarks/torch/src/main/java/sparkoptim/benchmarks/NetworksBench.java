// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Recorder;
import sparkoptim.benchmarks.result.RunRecord;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.network.LabelScale;
import sparkoptim.core.network.NetworkBackends;
import sparkoptim.core.network.NetworkTask;
import sparkoptim.core.network.ShardedNetwork;
import sparkoptim.core.network.UntrainedNetwork;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;
import sparkoptim.engine.Engine;
import sparkoptim.engine.EngineChoice;
import sparkoptim.engine.RoundLimit;
import sparkoptim.engine.Training;
import sparkoptim.engine.TrainingDriver;
import sparkoptim.engine.TrainingState;
import sparkoptim.torch.TorchNetwork;

/**
 * Networks on our engine, two ranks: beside plain loops of two threads, and beside BigDL's layers.
 */
public final class NetworksBench {
  private static final int ROWS = 2_048;
  private static final int BATCH = 128;
  private static final int CLASSES = 10;
  private static final int SIDE = 28;
  private static final double SECONDS = 1;
  private static final int MOST_EPOCHS = 100;
  private static final String SGD = "sgd + constant(0.01)";
  private static final String RESIDUAL =
      "conv(8, 3, pad=1) batchnorm relu residual(8) residual(16, 2) residual(32, 2) avgpool"
          + " dense(10)";

  private final SparkSession session;
  private final LinearData data;
  private final Recorder recorder;

  private NetworksBench(SparkSession session, LinearData data) {
    this.session = session;
    this.data = data;
    recorder =
        new Recorder(
            "networks",
            RunRecord.here().withSpark(session.version(), session.sparkContext().master()));
  }

  /** Exits with 1 where a must is missed. */
  public static void main(String[] arguments) throws IOException {
    SparkSession session =
        SparkSession.builder()
            .appName("spark-optim-bench")
            .config("spark.ui.enabled", "false")
            .getOrCreate();
    session.sparkContext().setLogLevel("ERROR");
    BenchmarkResult result;
    try (LinearData data =
        LinearData.of(
            LinearData.images(session, Images.generated(ROWS, SIDE * SIDE, CLASSES).block()), 2)) {
      result = new NetworksBench(session, data).run();
    } finally {
      session.stop();
    }
    System.exit(Bench.finish("networks", result) ? 0 : 1);
  }

  private BenchmarkResult run() {
    besideTheLoop("LeNet-5", "lenet5", 0.85, 0.95);
    besideTheLoop("small residual network", RESIDUAL, 0.9, 0.97);
    besideTheLoop("perceptron 784-256-10", "dense(256) relu dense(10)", 0.7, 0.9);
    besideBigdl("LeNet-5", "lenet5", 1.3, 1.6);
    besideBigdl("small residual network", RESIDUAL, 5, 10);
    recorder.add(
        Rates.ratio(
                "LeNet-5: time of an alpha-SVRG step / an SGD step, snapshots included",
                "records/s",
                () -> ours("torch", "lenet5", SGD),
                () -> ours("torch", "lenet5", "alpha-svrg(0.5) + " + SGD))
            .better(Direction.LOWER)
            .must(2.7)
            .aim(2.2));
    TorchNetwork scripted =
        TorchNetwork.of(
            NetworkText.parse("conv(6, 5) batchnorm relu pool(2) dense(10)", CLASSES),
            Shape.of(1, SIDE, SIDE),
            1);
    PlainTorch two = new PlainTorch(scripted, BATCH / 2, 2);
    PlainTorch one = new PlainTorch(scripted, BATCH / 2, 1);
    recorder.add(
        Rates.ratio(
                "a scripted network alone: two threads / one",
                "records/s",
                () -> two.rate(SECONDS),
                () -> one.rate(SECONDS))
            .must(1.8)
            .aim(1.95));
    return recorder.result();
  }

  private void besideTheLoop(String name, String text, double must, double aim) {
    TorchNetwork network = TorchNetwork.of(NetworkText.parse(text, CLASSES), shape(text), 1);
    PlainTorch plain = new PlainTorch(network, BATCH / 2, 2);
    recorder.add(
        Rates.ratio(
                name + ", batch 128: ours / a plain loop of two threads",
                "records/s",
                () -> ours("torch", text, SGD),
                () -> plain.rate(SECONDS))
            .must(must)
            .aim(aim));
  }

  private void besideBigdl(String name, String text, double must, double aim) {
    try {
      NetworkBackends.find().named("bigdl");
    } catch (IllegalArgumentException e) {
      System.out.println(name + " beside BigDL's layers: left out, as BigDL is not installed");
      return;
    }
    recorder.add(
        Rates.ratio(
                name + ", batch 128: ours with PyTorch / ours with BigDL's layers",
                "records/s",
                () -> ours("torch", text, SGD),
                () -> ours("bigdl", text, SGD))
            .must(must)
            .aim(aim));
  }

  private static Shape shape(String text) {
    return NetworkText.parse(text, CLASSES).takesImages()
        ? Shape.of(1, SIDE, SIDE)
        : Shape.of(SIDE * SIDE);
  }

  /**
   * Returns the rows per second in steps, after an epoch that loads, compiles and tells how many
   * fit.
   */
  private double ours(String backend, String text, String method) {
    UntrainedNetwork network =
        NetworkBackends.find()
            .named(backend)
            .untrained(NetworkText.parse(text, CLASSES), shape(text), 1);
    ShardedNetwork problem =
        network.problem(
            new NetworkTask(
                NetworkTask.Loss.SOFTMAX,
                LabelScale.NONE,
                ROWS,
                ROWS,
                data.shards().count(),
                BATCH,
                0,
                false,
                1));
    double first = train(problem, network, method, 1);
    int epochs = (int) Math.max(1, Math.min(MOST_EPOCHS, SECONDS / first));
    return (double) epochs * ROWS / train(problem, network, method, epochs);
  }

  private double train(
      ShardedNetwork problem, UntrainedNetwork network, String method, int epochs) {
    long steps = (long) epochs * ROWS / BATCH;
    Training training =
        new Training("bench", OptimMethod.parse(method), problem, BATCH, steps, 0, network.point());
    Engine engine =
        EngineChoice.of("ranks", training, data.bytes(), session.sparkContext()).engine();
    TrainingState state =
        new TrainingDriver(engine, RoundLimit.DEFAULT).train(training, data.shards());
    return state.seconds();
  }
}
