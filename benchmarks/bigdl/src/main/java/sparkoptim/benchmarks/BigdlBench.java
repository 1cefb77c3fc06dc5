// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import com.intel.analytics.bigdl.dllib.feature.dataset.PaddingParam;
import com.intel.analytics.bigdl.dllib.feature.dataset.Sample;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.optim.DistriOptimizer;
import com.intel.analytics.bigdl.dllib.optim.Optimizer;
import com.intel.analytics.bigdl.dllib.optim.SGD;
import com.intel.analytics.bigdl.dllib.optim.Trigger;
import com.intel.analytics.bigdl.dllib.utils.Engine;
import com.intel.analytics.bigdl.dllib.utils.Table;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Recorder;
import sparkoptim.benchmarks.result.RunRecord;
import sparkoptim.bigdl.SparkOptimizer;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.Activation;
import sparkoptim.core.network.Backend;
import sparkoptim.core.network.Layers;
import sparkoptim.core.network.OutputLoss;
import sparkoptim.core.network.Perceptron;
import sparkoptim.core.network.Precision;
import sparkoptim.engine.EngineChoice;
import sparkoptim.engine.RoundLimit;
import sparkoptim.engine.Training;
import sparkoptim.engine.TrainingCurve;
import sparkoptim.engine.TrainingState;

/** Networks of BigDL's layers: our engine beside BigDL's, and beside the layers alone. */
public final class BigdlBench {
  private static final int ROWS = 8_000;
  private static final int BATCH = 128;
  private static final int STEPS_PER_EPOCH = (ROWS + BATCH - 1) / BATCH;

  private static final int SIZE = BigdlNetworks.SIDE * BigdlNetworks.SIDE;

  /** Rates count from here: BigDL's first steps set things up. */
  private static final int SKIPPED = 8;

  private final Recorder recorder;
  private final SparkSession session;
  private final RDD<Sample<Float>> samples;

  private BigdlBench(SparkSession session) {
    this.session = session;
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    samples = spark.parallelize(BigdlNetworks.samples(ROWS), 2).cache().rdd();
    samples.count();
    recorder =
        new Recorder(
            "bigdl",
            RunRecord.here().withSpark(session.version(), session.sparkContext().master()));
  }

  /** Exits with 1 where a must is missed. */
  public static void main(String[] arguments) throws IOException {
    SparkSession session =
        SparkSession.builder()
            .config(Engine.createSparkConf(null))
            .appName("spark-optim-bench")
            .config("spark.ui.enabled", "false")
            .getOrCreate();
    session.sparkContext().setLogLevel("ERROR");
    Engine.init();
    BenchmarkResult result;
    try {
      result = new BigdlBench(session).run();
    } finally {
      session.stop();
    }
    System.exit(Bench.finish("bigdl", result) ? 0 : 1);
  }

  private BenchmarkResult run() {
    leNet();
    perceptron();
    varianceReduction();
    return recorder.result();
  }

  private void leNet() {
    LayersAlone alone = new LayersAlone(BigdlNetworks.leNet(), BATCH / 2);
    recorder.add(
        Rates.ratio(
                "LeNet-5, batch 128: ours / BigDL's DistriOptimizer",
                "records/s",
                () -> ours(BigdlNetworks::leNet, "sgd + constant(0.05)", 4),
                () -> bigdl(BigdlNetworks::leNet, 32))
            .must(2.5));
    recorder.add(
        Rates.ratio(
                "LeNet-5, batch 128: ours / its layers alone in two threads",
                "records/s",
                () -> ours(BigdlNetworks::leNet, "sgd + constant(0.05)", 4),
                () -> alone.rate(100))
            .must(0.85)
            .aim(0.95));
  }

  private void perceptron() {
    recorder.add(
        Rates.ratio(
                "perceptron 784-256-10, batch 128: ours with BigDL's layers / DistriOptimizer",
                "records/s",
                () -> ours(BigdlNetworks::perceptron, "sgd + constant(0.05)", 8),
                () -> bigdl(BigdlNetworks::perceptron, 40))
            .must(5)
            .aim(20));
    Block all = Images.generated(ROWS, SIZE, BigdlNetworks.CLASSES).block();
    try (LinearData data = LinearData.of(LinearData.images(session, all), 4)) {
      recorder.add(
          Rates.ratio(
                  "perceptron 784-256-10, batch 128: ours with core's layers / DistriOptimizer",
                  "records/s",
                  () -> cores(data, 20),
                  () -> bigdl(BigdlNetworks::perceptron, 40))
              .must(10)
              .aim(50));
    }
  }

  /** Returns the rows per second in steps of core's perceptron, in floats as BigDL's is. */
  private double cores(LinearData data, int epochs) {
    Layers layers =
        Layers.of(Activation.RELU, OutputLoss.SOFTMAX, SIZE, 256, BigdlNetworks.CLASSES);
    Perceptron problem =
        new Perceptron(
            layers, Precision.SINGLE, Backend.AUTO, ROWS, ROWS, data.shards().count(), 0, 1);
    long steps = (long) epochs * STEPS_PER_EPOCH;
    Training training =
        new Training(
            "bench",
            OptimMethod.parse("sgd + constant(0.05)"),
            problem,
            BATCH,
            steps,
            0,
            layers.initial(1));
    sparkoptim.engine.Engine engine =
        EngineChoice.of("ranks", training, SIZE * 8L * ROWS, session.sparkContext()).engine();
    TrainingState state =
        new sparkoptim.engine.TrainingDriver(engine, RoundLimit.DEFAULT)
            .train(training, data.shards());
    return (double) epochs * ROWS / state.seconds();
  }

  /** Computes a step's two gradients, and its part of the snapshot's. */
  private void varianceReduction() {
    recorder.add(
        Rates.ratio(
                "LeNet-5: time of an alpha-SVRG step / an SGD step, snapshots included",
                "records/s",
                () -> ours(BigdlNetworks::leNet, "sgd + constant(0.05)", 4),
                () -> ours(BigdlNetworks::leNet, "alpha-svrg(0.5) + sgd + constant(0.05)", 4))
            .better(Direction.LOWER)
            .must(3.2)
            .aim(2.6));
  }

  /** Returns the rows per second in steps, from the end of the first epoch to that of the last. */
  private double ours(
      Supplier<AbstractModule<Activity, Activity, Float>> network, String method, int epochs) {
    SparkOptimizer<Float> optimizer =
        new SparkOptimizer<>(network.get(), samples, BigdlNetworks.crossEntropy(), BATCH)
            .setMethod(method)
            .setEndWhen(Trigger.maxEpoch(epochs));
    optimizer.optimize();
    List<TrainingCurve.Point> points = optimizer.result().curve().points();
    TrainingCurve.Point first = points.get(1);
    TrainingCurve.Point last = points.get(points.size() - 2);
    return (last.epoch - first.epoch) * ROWS / (last.seconds - first.seconds);
  }

  /** Returns the rows per second in steps, from one trigger's call to another. */
  private double bigdl(Supplier<AbstractModule<Activity, Activity, Float>> network, int steps) {
    Clock clock = new Clock(steps);
    Optimizer<Float, ?> optimizer =
        Optimizer.apply(
            network.get(),
            samples,
            BigdlNetworks.crossEntropy(),
            BATCH,
            (PaddingParam<Float>) null,
            null,
            BigdlNetworks.TAG,
            BigdlNetworks.NUMERIC);
    if (!(optimizer instanceof DistriOptimizer)) {
      throw new IllegalStateException("not BigDL's DistriOptimizer: " + optimizer.getClass());
    }
    optimizer.setOptimMethod(
        new SGD<>(
            0.05,
            0,
            0,
            0,
            Double.MAX_VALUE,
            false,
            new SGD.Default(),
            null,
            null,
            BigdlNetworks.TAG,
            BigdlNetworks.NUMERIC));
    optimizer.setEndWhen(clock);
    optimizer.optimize();
    return 1e9 * (steps - SKIPPED) * BATCH / (clock.end - clock.start);
  }

  /** Called once a step. */
  private static final class Clock implements Trigger {
    private static final long serialVersionUID = 1L;
    private final int steps;
    private long start;
    private long end;

    Clock(int steps) {
      this.steps = steps;
    }

    @Override
    public boolean apply(Table state) {
      int made = (Integer) state.apply("neval") - 1;
      if (made == SKIPPED) {
        start = System.nanoTime();
      }
      end = System.nanoTime();
      return made >= steps;
    }
  }
}
