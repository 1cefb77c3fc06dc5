// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.intel.analytics.bigdl.dllib.feature.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dllib.feature.dataset.MiniBatch;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.optim.DistriOptimizer;
import com.intel.analytics.bigdl.dllib.optim.OptimMethod;
import com.intel.analytics.bigdl.dllib.optim.Trigger;
import com.intel.analytics.bigdl.dllib.optim.ValidationMethod;
import com.intel.analytics.bigdl.dllib.utils.Engine$;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BigDL's DistriOptimizer with our methods; nodes are partitions in this JVM. */
class DistributedTrainingTest {
  /**
   * BigDL's nodes exchange floats; weights of at most 3 over 20 steps. Step sizes of single slices
   * would be off by 1e-2.
   */
  private static final double ROUNDED = 2e-5;

  private static SparkContext spark;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("methods")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1");
    spark = new SparkContext(conf);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static DistriOptimizer<Float> optimizer(
      int nodes, OptimMethod<Float> method, int iterations) {
    return optimizer(nodes, Regression.FLOATS.model(), method, iterations);
  }

  private static DistriOptimizer<Float> optimizer(
      int nodes,
      AbstractModule<Activity, Activity, Float> model,
      OptimMethod<Float> method,
      int iterations) {
    Engine$.MODULE$.setNodeAndCore(nodes, 1);
    DistributedDataSet<MiniBatch<Float>> data = Regression.FLOATS.onePerPartition(spark, nodes);
    DistriOptimizer<Float> optimizer =
        Regression.FLOATS.distributed(model, data, method, iterations);
    optimizer.checkSingleton_$eq(false); // both nodes are in this JVM
    return optimizer;
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void elementwiseMethods_areCoresMethods(int nodes) {
    double[] adam = train(nodes, new Adam<Float>().setLearningRate(0.1), 20);
    assertThat(adam)
        .containsExactly(Cores.train("adam + constant(0.1)", nodes, 20), within(ROUNDED));
    double[] free =
        train(nodes, new ScheduleFreeSGD<Float>().setLearningRate(0.2).setSteps(20), 20);
    assertThat(free)
        .containsExactly(
            Cores.train("schedule-free-sgd + constant(0.2)", nodes, 20), within(ROUNDED));
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void averages_comeOutInTheLastStep(int nodes) {
    OptimMethod<Float> method =
        new ExponentialMovingAverage<>(new PrimalAveraging<Float>().setLearningRate(0.5))
            .setDecay(0.8)
            .setLastStep(20);
    assertThat(train(nodes, method, 20))
        .containsExactly(Cores.train("spa + constant(0.5) + ema(0.8)", nodes, 20), within(ROUNDED));
  }

  private static double[] train(int nodes, OptimMethod<Float> method, int iterations) {
    return Regression.weights(optimizer(nodes, method, iterations).optimize());
  }

  @ParameterizedTest
  @CsvSource({"1, long", "2, long", "3, long", "2, short"})
  void stepTuned_onSlices_isCoresOnTheWhole(int nodes, String ratio) {
    StepTunedSGD<Float> method =
        new StepTunedSGD<Float>()
            .setSchedule("power(0.1, 0.501)")
            .setRange(0.01, 100)
            .setRatio(
                sparkoptim.core.rule.StepTunedSgd.Ratio.valueOf(ratio.toUpperCase(Locale.ROOT)));
    double[] end = Regression.weights(StepTunedSGD.attach(optimizer(nodes, method, 20)).optimize());
    String text = "step-tuned(min=0.01, max=100, ratio=%s) + power(0.1, 0.501)";
    assertThat(end).containsExactly(Cores.train(text.formatted(ratio), nodes, 10), within(ROUNDED));
  }

  @Test
  void stepTuned_overManyBatches_getsEveryBatchTwice() {
    // One node, whose mini-batches come in a random order: the loss of a batch falls in its halves.
    Engine$.MODULE$.setNodeAndCore(1, 1);
    DistributedDataSet<MiniBatch<Float>> data =
        StepTunedSGD.twice(Regression.FLOATS.inOnePartition(spark, 40));
    assertThat(data.size()).isEqualTo(80);
    DistriOptimizer<Float> optimizer =
        Regression.FLOATS.distributed(Regression.FLOATS.model(), data, new StepTunedSGD<>(), 20);
    Losses losses = new Losses(20);
    StepTunedSGD.attach(optimizer).setEndWhen(losses).optimize();
    assertThat(losses.seen).hasSize(20);
    for (int k = 0; k < 10; k += 2) { // far from the minimum every step helps
      assertThat(losses.seen.get(k + 1)).isLessThan(losses.seen.get(k));
    }
  }

  @Test
  void stepTuned_afterAFailureBetweenHalves_beginsWithAFirstHalf() {
    DistriOptimizer<Float> optimizer =
        optimizer(2, new StepTunedSGD<Float>().setLearningRate(0.1), 12);
    StepTunedSGD.attach(optimizer);
    optimizer.setCheckpoint(folder.toString(), Trigger.severalIteration(5)); // after 4 half-steps
    FailsOnce end = new FailsOnce(12, 6);
    optimizer.setEndWhen(end);
    double[] weights = Regression.weights(optimizer.optimize());
    assertThat(end.failed).isTrue();
    // No exact weights: with all nodes in one JVM BigDL goes on from a mixture of the checkpoint
    // and the moment of the failure, with its own SGD too.
    assertThat(Regression.loss(weights, 2)).isLessThan(Regression.loss(Regression.start(), 2) / 3);
  }

  @Test
  void stepTuned_attachedTwice_hasOneProcessor() {
    DistriOptimizer<Float> optimizer = optimizer(2, new StepTunedSGD<>(), 2);
    StepTunedSGD.attach(StepTunedSGD.attach(optimizer));
    assertThat(optimizer.parameterProcessors().size()).isEqualTo(1);
    assertThat(optimizer.dataset().size()).isEqualTo(4);
  }

  @Test
  void stepTuned_withoutAttach_isRefused() {
    assertThatThrownBy(() -> train(2, new StepTunedSGD<>(), 4))
        .hasMessageContaining("StepTunedSGD.attach(optimizer)");
  }

  @Test
  void stepTuned_whereGradientsMayBeDropped_isRefused() {
    DistriOptimizer<Float> optimizer = optimizer(1, new StepTunedSGD<>(), 4);
    optimizer.setDropModuleProperty(0.1, 0.2, 10, 10);
    assertThatThrownBy(() -> StepTunedSGD.attach(optimizer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("setDropModuleProperty");
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  void stepTuned_validatedOnItsOwnTwins_isRefused() {
    DistriOptimizer<Float> optimizer = optimizer(1, new StepTunedSGD<>(), 4);
    StepTunedSGD.attach(optimizer);
    optimizer.setValidation(
        Trigger.severalIteration(1), optimizer.dataset(), new ValidationMethod[0]);
    assertThatThrownBy(optimizer::optimize).hasMessageContaining("validate on the data set itself");
  }

  @Test
  void engineMethods_inDistriOptimizer_areRefusedOnTheDriver() {
    assertThatThrownBy(() -> train(1, new AlphaSVRG<>(), 4))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("sparkoptim.bigdl.SparkOptimizer");
  }

  @Test
  void averageWithoutLastStep_inDistriOptimizer_isRefused() {
    OptimMethod<Float> method = new ExponentialMovingAverage<>(new Adam<Float>());
    assertThatThrownBy(() -> train(1, method, 4)).hasMessageContaining("setLastStep(n)");
  }

  @Test
  void checkpoint_ofDistriOptimizer_hasNoHistory() throws IOException {
    Adam<Float> method = new Adam<Float>().setLearningRate(0.1);
    DistriOptimizer<Float> optimizer = optimizer(2, method, 10);
    optimizer.setCheckpoint(
        folder.toString(), Trigger.severalIteration(11)); // neval after 10 steps
    double[] middle = Regression.weights(optimizer.optimize());
    assertThat(method.steps()).isZero(); // the driver's copy has seen nothing

    OptimMethod<Float> loaded = OptimMethod.load(saved("optimMethod").toString(), FloatTensors.TAG);
    assertThat(((Adam<Float>) loaded).steps()).isZero();
    assertThat(Counters.steps(loaded.state())).isEqualTo(10); // BigDL's counts are there
    AbstractModule<Activity, Activity, Float> model = Regression.FLOATS.model();
    Slice.write(middle, model.getParameters()._1());
    double[] resumed = Regression.weights(optimizer(2, model, loaded, 20).optimize());
    double[] whole = train(2, new Adam<Float>().setLearningRate(0.1), 20);
    assertThat(resumed).isNotEqualTo(whole);
    assertThat(resumed[0]).isNotCloseTo(whole[0], within(1e-3)); // the moments began anew
  }

  private Path saved(String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(name))
          .findFirst()
          .orElseThrow();
    }
  }
}
