// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.intel.analytics.bigdl.dllib.feature.dataset.AbstractDataSet;
import com.intel.analytics.bigdl.dllib.feature.dataset.DataSet$;
import com.intel.analytics.bigdl.dllib.feature.dataset.MiniBatch;
import com.intel.analytics.bigdl.dllib.feature.dataset.Sample;
import com.intel.analytics.bigdl.dllib.feature.dataset.Sample$;
import com.intel.analytics.bigdl.dllib.feature.dataset.SampleToMiniBatch$;
import com.intel.analytics.bigdl.dllib.nn.ClassNLLCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.optim.Adam;
import com.intel.analytics.bigdl.dllib.optim.Ftrl;
import com.intel.analytics.bigdl.dllib.optim.LBFGS;
import com.intel.analytics.bigdl.dllib.optim.LarsSGD;
import com.intel.analytics.bigdl.dllib.optim.SGD;
import com.intel.analytics.bigdl.dllib.optim.Top1Accuracy;
import com.intel.analytics.bigdl.dllib.optim.Trigger;
import com.intel.analytics.bigdl.dllib.optim.ValidationMethod;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import com.intel.analytics.bigdl.dllib.utils.Table;
import com.intel.analytics.bigdl.dllib.visualization.TrainSummary;
import com.intel.analytics.bigdl.dllib.visualization.ValidationSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;
import scala.Tuple3;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.WeightsDigest;
import sparkoptim.core.data.Block;
import sparkoptim.engine.Progress;
import sparkoptim.engine.ProgressListener;
import sparkoptim.engine.ProgressListeners;
import sparkoptim.engine.TrainingState;

final class SparkOptimizerTest {
  private static final int ROWS = 150;
  private static final int BATCH = 40;
  private static final int CLASSES = 3;

  @TempDir private Path folder;

  @AfterAll
  static void stopSpark() {
    BigdlSpark.stop();
  }

  /** Pictures of 8 x 8 with a bright third, by class; labels from 1. */
  static List<Sample<Float>> samples() {
    TensorNumbers<Float> reals = SampleNetworks.floats().convolutional().reals();
    SplittableRandom random = new SplittableRandom(3);
    List<Sample<Float>> samples = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      int label = random.nextInt(CLASSES);
      float[] picture = new float[64];
      for (int j = 0; j < picture.length; j++) {
        picture[j] = (float) (random.nextDouble(-1, 1) + (j / 22 == label ? 1 : 0));
      }
      samples.add(
          Sample$.MODULE$.apply(
              reals.tensor(picture, 1, 8, 8), label + 1f, reals.tag(), reals.numeric()));
    }
    return samples;
  }

  private static RDD<Sample<Float>> samples(int partitions) {
    return JavaSparkContext.fromSparkContext(BigdlSpark.session().sparkContext())
        .parallelize(samples(), partitions)
        .rdd();
  }

  private static SparkOptimizer<Float> optimizer(Network<Float> network, int partitions) {
    return new SparkOptimizer<>(network.module(), samples(partitions), network.criterion(), BATCH)
        .setMethod("adamw + cosine(0.02) + ema(0.9)")
        .setEndWhen(Trigger.maxEpoch(5));
  }

  private static NetworkTraining.Result trained(SparkOptimizer<Float> optimizer) {
    optimizer.optimize();
    return optimizer.result();
  }

  @Test
  void optimize_anyEnginePartitionsAndRanks_trainsTheSameBits() {
    NetworkTraining.Result one =
        trained(optimizer(SampleNetworks.floats().convolutional(), 1).setNumShards(2));
    for (String engine : List.of("ranks", "job")) {
      Network<Float> network = SampleNetworks.floats().convolutional();
      NetworkTraining.Result other =
          trained(optimizer(network, 3).setNumShards(2).setEngine(engine));
      assertThat(other.engine()).startsWith(engine);
      assertThat(other.weightsSha256()).isEqualTo(one.weightsSha256());
      assertThat(other.loss()).isEqualTo(one.loss()).isLessThan(0.5);
      assertThat(other.steps()).isEqualTo(5 * 4);
    }
  }

  @Test
  void optimize_mapsTheServedPointIntoTheModule() {
    Network<Float> network = SampleNetworks.floats().convolutional();
    double[] before = network.point();
    SparkOptimizer<Float> optimizer = optimizer(network, 2);
    AbstractModule<Activity, Activity, Float> module = optimizer.optimize();
    assertThat(module).isSameAs(network.module());
    double[] after = network.point();
    assertThat(after).isNotEqualTo(before);
    // The digest is of the doubles that were rounded to these floats.
    assertThat(WeightsDigest.sha256(after)).isNotEqualTo(optimizer.result().weightsSha256());
    Network<Float> again = SampleNetworks.floats().convolutional();
    optimizer(again, 2).optimize();
    assertThat(again.point()).isEqualTo(after);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "step-tuned + power(0.3, 0.501)",
        "alpha-svrg(0.5) + sgd(0.9) + cosine(0.05)",
        "spa + constant(0.3) + two-point(10)",
        "clip(plain, norm=1) + schedule-free-sgd + constant(0.5)",
        "mars + gpa(averaging=0.2) + constant(0.02)",
        "prodigy(start=0.001) + constant(1)",
        "sgd + sps(max=1)"
      })
  void optimize_anyMethod_lowersTheLoss(String method) {
    Network<Float> network = SampleNetworks.floats().convolutional();
    NetworkTraining.Result result =
        trained(optimizer(network, 2).setMethod(method).setEndWhen(Trigger.maxEpoch(6)));
    assertThat(result.loss()).isLessThan(0.8); // log 3 = 1.1 at the start
  }

  /** The loop of core over the same rows, all in one place: no Spark, no rounds, no triggers. */
  @Test
  void optimize_asIsInOneShard_isCoresLoop() {
    Network<Float> network = SampleNetworks.floats().convolutional();
    double[] start = network.point();
    String method = "alpha-svrg(0.5) + adamw + constant(0.01)";
    NetworkTraining.Result result =
        trained(
            optimizer(network, 1)
                .setMethod(method)
                .setDealing("asis")
                .setNumShards(1)
                .setSeed(3) // of SampleNetworks
                .setEndWhen(Trigger.maxIteration(9)));
    List<List<Block>> rows = List.of(List.of(block(samples())));
    NetworkProblem<Float> problem =
        SampleNetworks.problem(SampleNetworks.floats().convolutional(), rows, BATCH);
    Loop loop =
        new Loop(
            OptimMethod.parse(method), SampleNetworks.objective(problem, rows, BATCH), 9, 0, start);
    while (loop.begin()) {
      loop.next();
    }
    assertThat(result.weightsSha256()).isEqualTo(WeightsDigest.sha256(loop.served()));
  }

  private static Block block(List<Sample<Float>> samples) {
    double[] labels = new double[samples.size()];
    double[] values = new double[samples.size() * 64];
    for (int i = 0; i < labels.length; i++) {
      float[] data = (float[]) samples.get(i).getData();
      for (int j = 0; j < 64; j++) {
        values[64 * i + j] = data[j];
      }
      labels[i] = data[64];
    }
    return new Block(0, 0, 64, labels, null, null, null, values);
  }

  /** BigDL's transformer makes mini-batches of the same rows, one a partition and step. */
  @Test
  void optimize_dataSetOfMiniBatches_isTheSameAsItsSamples() {
    NetworkTraining.Result ofSamples =
        trained(optimizer(SampleNetworks.floats().convolutional(), 2));
    Network<Float> network = SampleNetworks.floats().convolutional();
    SparkOptimizer<Float> optimizer =
        new SparkOptimizer<>(network.module(), batches(2, BATCH / 2), network.criterion())
            .setMethod("adamw + cosine(0.02) + ema(0.9)")
            .setEndWhen(Trigger.maxEpoch(5));
    assertThat(trained(optimizer).weightsSha256()).isEqualTo(ofSamples.weightsSha256());
    assertThat(optimizer.result().steps()).isEqualTo(5 * 4);
  }

  private static AbstractDataSet<MiniBatch<Float>, ?> batches(int partitions, int size) {
    TensorNumbers<Float> reals = SampleNetworks.floats().convolutional().reals();
    AbstractDataSet<Sample<Float>, ?> data =
        DataSet$.MODULE$.rdd(
            samples(partitions), partitions, false, 1, ClassTag$.MODULE$.apply(Sample.class));
    return data.transform(
        SampleToMiniBatch$.MODULE$.apply(
            size,
            Option.empty(),
            Option.empty(),
            Option.apply(1),
            false,
            reals.tag(),
            reals.numeric()),
        ClassTag$.MODULE$.apply(MiniBatch.class));
  }

  @Test
  void optimize_validationAndSummaries_areWrittenWhereTriggersFire() throws IOException {
    Network<Float> network = SampleNetworks.floats().convolutional();
    SparkOptimizer<Float> optimizer = optimizer(network, 2);
    TrainSummary train = new TrainSummary(folder.toString(), "app");
    ValidationSummary validation = new ValidationSummary(folder.toString(), "app");
    validate(optimizer, Trigger.everyEpoch());
    optimizer.setTrainSummary(train).setValidationSummary(validation).optimize();
    Tuple3<Object, Object, Object>[] scores = validation.readScalar("Top1Accuracy");
    assertThat(Arrays.stream(scores).map(Tuple3::_1)).containsExactly(4L, 8L, 12L, 16L, 20L);
    assertThat((Float) scores[4]._2()).isGreaterThan(0.9f).isGreaterThan((Float) scores[0]._2());
    assertThat(train.readScalar("Loss")).isNotEmpty();
    assertThat(train.readScalar("Throughput")).isNotEmpty();
    train.close();
    validation.close();
    assertThat(folder).isNotEmptyDirectory();
  }

  private static void validate(SparkOptimizer<Float> optimizer, Trigger trigger) {
    TensorNumbers<Float> reals = SampleNetworks.floats().convolutional().reals();
    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of generic types
    ValidationMethod<Float>[] methods =
        new ValidationMethod[] {new Top1Accuracy<Float>(reals.tag(), reals.numeric())};
    optimizer.setValidation(trigger, samples(2), methods, 50);
  }

  @Test
  void optimize_scoreIsReached_endsEarly() {
    Network<Float> network = SampleNetworks.floats().convolutional();
    SparkOptimizer<Float> optimizer = optimizer(network, 2);
    validate(optimizer, Trigger.everyEpoch());
    optimizer.setEndWhen(
        Trigger.or(
            Trigger.maxScore(0.8f),
            JavaConverters.asScalaBuffer(List.of(Trigger.maxEpoch(200))).toSeq()));
    optimizer.optimize();
    long steps = optimizer.result().steps();
    assertThat(steps % 4).isZero();
    assertThat(steps).isLessThan(100);
  }

  /** Rounds ended after ten seconds, when such a training was over. */
  @Test
  void optimize_lossIsReached_endsAtThatEpochsEnd() {
    SparkOptimizer<Float> optimizer = optimizer(SampleNetworks.floats().convolutional(), 2);
    optimizer.setEndWhen(
        Trigger.or(
            Trigger.minLoss(0.5f),
            JavaConverters.asScalaBuffer(List.of(Trigger.maxEpoch(100))).toSeq()));
    NetworkTraining.Result result = trained(optimizer);
    List<Double> losses = result.curve().points().stream().map(point -> point.objective).toList();
    int first = 0;
    while (losses.get(first) >= 0.5) {
      first++;
    }
    assertThat(result.steps()).isEqualTo(4L * (first + 1)).isLessThan(200);
  }

  @Test
  void triggerRounds_endByLossAlone_isRefused() {
    assertThatThrownBy(() -> new TriggerRounds(4, Trigger.minLoss(0.1f), 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("setEndWhen: must end after a number of steps or epochs");
    assertThat(new TriggerRounds(4, Trigger.maxEpoch(3)).plannedSteps()).isEqualTo(12);
    assertThat(new TriggerRounds(4, Trigger.maxIteration(7)).plannedSteps()).isEqualTo(7);
  }

  @Test
  void optimize_noSteps_leavesTheModelAsItIs() {
    Network<Float> network = SampleNetworks.floats().convolutional();
    double[] before = network.point();
    NetworkTraining.Result result =
        trained(optimizer(network, 2).setEndWhen(Trigger.maxIteration(0)));
    assertThat(result.steps()).isZero();
    assertThat(network.point()).isEqualTo(before);
  }

  /** Interrupted after the second checkpoint, and called again: the bits of one that was not. */
  @Test
  void optimize_interruptedAndCalledAgain_goesOnWithTheSameBits() throws IOException {
    Network<Float> whole = SampleNetworks.floats().convolutional();
    NetworkTraining.Result expected = trained(optimizer(whole, 2));

    interruptedAt(14, checkpointed(SampleNetworks.floats().convolutional()));
    // BigDL's triggers see neval, which is one above the steps made.
    assertThat(checkpoints()).contains("step-4", "step-9");

    List<Long> steps = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void progress(Progress progress) {}

          @Override
          public void roundEnded(String fit, TrainingState state) {
            steps.add(state.steps());
          }
        };
    ProgressListeners.add(listener);
    Network<Float> second = SampleNetworks.floats().convolutional();
    try {
      assertThat(trained(checkpointed(second)).weightsSha256()).isEqualTo(expected.weightsSha256());
    } finally {
      ProgressListeners.remove(listener);
    }
    assertThat(steps).endsWith(19L, 20L).allMatch(step -> step > 9);
    assertThat(second.point()).isEqualTo(whole.point());
    assertThat(checkpoints()).isEmpty();
  }

  private SparkOptimizer<Float> checkpointed(Network<Float> network) {
    SparkOptimizer<Float> optimizer = optimizer(network, 2);
    optimizer.setCheckpoint(folder.toString(), Trigger.severalIteration(5));
    return optimizer;
  }

  private List<String> checkpoints() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> runs = Files.walk(folder)) {
      runs.map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("step-"))
          .forEach(names::add);
    }
    return names;
  }

  @Test
  void optimize_batchNorm_endsWithStatisticsOfTheRows() {
    SampleNetworks<Float> made = SampleNetworks.floats();
    Network<Float> network =
        SampleNetworks.seeded(
            () ->
                made.classifier(
                    new int[] {1, 8, 8},
                    made.sequential(
                        made.reshape(64),
                        made.batchNorm(64),
                        made.linear(64, 3),
                        made.logSoftMax())));
    SparkOptimizer<Float> optimizer = optimizer(network, 2).setNumShards(1);
    optimizer.optimize();
    double[] statistics = Replica.values(network.reals(), network.module().getExtraParameter());
    // Band means: a third of the pictures have 1 more in a pixel.
    for (int j = 0; j < 64; j++) {
      assertThat(statistics[j]).isBetween(0.1, 0.6);
      assertThat(statistics[64 + j]).isBetween(0.3, 0.9);
    }
  }

  @Test
  void optimize_labelsOfSeveralNumbers_fitsThemAll() {
    SampleNetworks<Float> made = SampleNetworks.floats();
    AbstractModule<Activity, Activity, Float> module =
        SampleNetworks.seeded(() -> made.sequential(made.linear(2, 3)));
    TensorNumbers<Float> reals = TensorNumbers.of(module);
    List<Sample<Float>> samples = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 64; i++) {
      float a = (float) random.nextDouble(-1, 1);
      float b = (float) random.nextDouble(-1, 1);
      samples.add(
          Sample$.MODULE$.apply(
              reals.tensor(new float[] {a, b}, 2),
              reals.tensor(new float[] {a + b, a - b, 2 * a + 1}, 3),
              reals.tag(),
              reals.numeric()));
    }
    RDD<Sample<Float>> rdd =
        JavaSparkContext.fromSparkContext(BigdlSpark.session().sparkContext())
            .parallelize(samples, 2)
            .rdd();
    SparkOptimizer<Float> optimizer =
        new SparkOptimizer<>(module, rdd, made.squares(), 16)
            .setMethod("sgd(0.9) + cosine(0.2)")
            .setEndWhen(Trigger.maxEpoch(40));
    optimizer.optimize();
    assertThat(optimizer.result().loss()).isLessThan(1e-6);
    double[] weights = Replica.values(reals, module.parameters()._1());
    assertThat(weights).containsExactly(new double[] {1, 1, 1, -1, 2, 0, 0, 0, 1}, within(1e-2));
  }

  @Test
  void setOptimMethod_ofBigdl_runsItsTwin() {
    Network<Float> network = SampleNetworks.floats().convolutional();
    SparkOptimizer<Float> optimizer = optimizer(network, 2);
    TensorNumbers<Float> reals = network.reals();
    optimizer.setOptimMethod(new Adam<>(0.01, 0, 0.9, 0.999, 1e-8, reals.tag(), reals.numeric()));
    optimizer.optimize();
    assertThat(optimizer.result().method().toString()).contains("adam(").contains("0.01");
    assertThat(optimizer.result().loss()).isLessThan(0.8);
  }

  @Test
  void setOptimMethod_ofBigdlWithoutATwin_isRefused() {
    Network<Float> network = SampleNetworks.floats().convolutional();
    TensorNumbers<Float> reals = network.reals();
    SparkOptimizer<Float> optimizer = optimizer(network, 2);
    optimizer.setOptimMethod(
        new LBFGS<>(20, 20, 1e-5, 1e-9, 5, 1, false, null, null, reals.tag(), reals.numeric()));
    assertThatThrownBy(optimizer::optimize)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("LBFGS has no twin");
  }

  @Test
  void setOptimMethod_ftrl_lowersTheLoss() {
    Network<Float> network = SampleNetworks.floats().convolutional();
    SparkOptimizer<Float> optimizer = optimizer(network, 2);
    TensorNumbers<Float> reals = network.reals();
    optimizer.setOptimMethod(new Ftrl<>(0.1, -0.5, 0, 0, 0, 1e-4, reals.tag(), reals.numeric()));
    assertThat(trained(optimizer).loss()).isLessThan(0.8);
    assertThat(optimizer.result().method().toString()).contains("ftrl(").contains("0.1");
  }

  /** As BigDL's trainings use it: a method for every layer, all made at once. */
  @Test
  void setOptimMethods_larsOfEveryLayer_isLayerwise() {
    Network<Float> network = SampleNetworks.floats().convolutional();
    TensorNumbers<Float> reals = network.reals();
    SparkOptimizer<Float> optimizer = optimizer(network, 2).setNumShards(2);
    optimizer.setOptimMethods(lars(network, 0.02));
    NetworkTraining.Result result = trained(optimizer);
    assertThat(result.loss()).isLessThan(1); // log 3 = 1.1 at the start
    String text = "lars(0.9, 0.02, 5e-4, 2e-6, true) + constant(1)";
    Network<Float> same = SampleNetworks.floats().convolutional();
    assertThat(trained(optimizer(same, 2).setNumShards(2).setMethod(text)).weightsSha256())
        .isEqualTo(result.weightsSha256());
    // Two layers: of the convolution and of the dense one, each with its biases.
    assertThat(network.layerStarts()).containsExactly(0, 30, network.dimension());
    SparkOptimizer<Float> one = optimizer(SampleNetworks.floats().convolutional(), 2);
    one.setNumShards(2)
        .setOptimMethod(
            new LarsSGD<>(
                true, 0.02, 1, 0, 5e-4, 0.9, new SGD.Default(), reals.tag(), reals.numeric()));
    assertThat(trained(one).weightsSha256()).isNotEqualTo(result.weightsSha256());
    assertThat(one.result().method().toString()).contains("layerwise=false");
  }

  private static scala.collection.immutable.Map<
          String, com.intel.analytics.bigdl.dllib.optim.OptimMethod<Float>>
      lars(Network<Float> network, double trust) {
    return LarsSGD.createOptimForModule(
        network.module(),
        trust,
        1,
        0,
        5e-4,
        0.9,
        new SGD.Default(),
        network.reals().tag(),
        network.reals().numeric());
  }

  private static SGD<Float> plateau(String monitor, String mode, float epsilon) {
    TensorNumbers<Float> reals = SampleNetworks.floats().convolutional().reals();
    SGD.Plateau plateau = new SGD.Plateau(monitor, 0.5f, 0, mode, epsilon, 0, 0);
    return new SGD<>(0.2, 0, 0, 0, 0, false, plateau, null, null, reals.tag(), reals.numeric());
  }

  private static List<Double> rates(NetworkTraining.Result result) {
    return result.curve().points().stream().limit(5).map(point -> point.stepSize).toList();
  }

  /** Nothing is better by 10 than the first: from the third epoch on each look is a fall. */
  @Test
  void setOptimMethod_plateauOfTheLoss_falls() {
    SparkOptimizer<Float> optimizer = optimizer(SampleNetworks.floats().convolutional(), 2);
    optimizer.setOptimMethod(plateau("Loss", "min", 10));
    assertThat(rates(trained(optimizer))).containsExactly(0.2, 0.2, 0.1, 0.05, 0.025);
  }

  /** Scores are of validations on the driver, between rounds; the schedule is in the tasks. */
  @ParameterizedTest
  @ValueSource(strings = {"ranks", "job"})
  void setOptimMethod_plateauOfTheScore_hasTheRatesOfBigdlsForTheseScores(String engine) {
    SparkOptimizer<Float> optimizer = optimizer(SampleNetworks.floats().convolutional(), 2);
    optimizer.setEngine(engine).setOptimMethod(plateau("score", "max", 0));
    ValidationSummary validation = new ValidationSummary(folder.toString(), "app");
    validate(optimizer, Trigger.everyEpoch());
    optimizer.setValidationSummary(validation);
    List<Double> rates = rates(trained(optimizer));
    Tuple3<Object, Object, Object>[] scores = validation.readScalar("Top1Accuracy");
    validation.close();
    SGD<Float> bigdl = plateau("score", "max", 0);
    List<Double> expected = new ArrayList<>();
    for (int epoch = 1; epoch <= 5; epoch++) {
      bigdl.state().update("epoch", epoch);
      bigdl.state().update("score", epoch == 1 ? 0f : (Float) scores[epoch - 2]._2());
      bigdl.updateHyperParameter();
      expected.add(-bigdl.learningRateSchedule().currentRate());
    }
    assertThat(rates).isEqualTo(expected);
    // With the score of 0 that there is without validations all looks but one would be falls.
    assertThat(rates).isNotEqualTo(List.of(0.2, 0.2, 0.1, 0.05, 0.025));
  }

  /** The checkpoint and the validation are of the same step: its score is in the checkpoint. */
  @Test
  void optimize_plateauOfTheScoreInterrupted_goesOnWithTheSameBits() throws IOException {
    List<String> found = new ArrayList<>();
    for (boolean interrupted : new boolean[] {false, true, false}) {
      SparkOptimizer<Float> optimizer = optimizer(SampleNetworks.floats().convolutional(), 2);
      optimizer.setOptimMethod(plateau("score", "max", 0));
      validate(optimizer, Trigger.everyEpoch());
      optimizer.setCheckpoint(folder.toString(), Trigger.everyEpoch());
      if (interrupted) {
        interruptedAt(12, optimizer);
        assertThat(checkpoints()).isNotEmpty();
      } else {
        found.add(trained(optimizer).weightsSha256());
        found.add(rates(optimizer.result()).toString());
      }
    }
    assertThat(found.subList(2, 4)).isEqualTo(found.subList(0, 2));
  }

  private static void interruptedAt(long step, SparkOptimizer<Float> optimizer) {
    Thread caller = Thread.currentThread();
    ProgressListener killer =
        new ProgressListener() {
          @Override
          public void progress(Progress progress) {}

          @Override
          public void roundEnded(String fit, TrainingState state) {
            if (state.steps() == step) {
              caller.interrupt();
            }
          }
        };
    ProgressListeners.add(killer);
    try {
      assertThatThrownBy(optimizer::optimize).isInstanceOf(CancellationException.class);
    } finally {
      ProgressListeners.remove(killer);
      Thread.interrupted();
    }
  }

  @Test
  void setOptimMethod_plateauOfAScoreOfNothing_isRefusedBeforeRowsAreRead() {
    SparkOptimizer<Float> optimizer = optimizer(SampleNetworks.floats().convolutional(), 2);
    optimizer.setOptimMethod(plateau("score", "max", 0));
    assertThatThrownBy(optimizer::optimize)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Plateau monitors the score: setValidation must say of what");
  }

  /** It was a failure of the cluster, four times. */
  @Test
  void optimize_labelsFrom0_areOneErrorBeforeTheFirstRound() {
    Network<Float> network = SampleNetworks.floats().convolutional();
    TensorNumbers<Float> reals = network.reals();
    List<Sample<Float>> fromZero = new ArrayList<>();
    for (Sample<Float> sample : samples()) {
      fromZero.add(
          Sample$.MODULE$.apply(
              sample.feature(reals.numeric()),
              ((float[]) sample.getData())[64] - 1,
              reals.tag(),
              reals.numeric()));
    }
    RDD<Sample<Float>> rows =
        JavaSparkContext.fromSparkContext(BigdlSpark.session().sparkContext())
            .parallelize(fromZero, 2)
            .rdd();
    SparkOptimizer<Float> optimizer =
        new SparkOptimizer<>(network.module(), rows, network.criterion(), BATCH)
            .setEndWhen(Trigger.maxEpoch(1));
    assertThatThrownBy(optimizer::optimize)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("labels: ClassNLLCriterion takes whole numbers from 1 to 3")
        .hasMessageContaining("add 1 to labels that begin at 0");
  }

  /** Means over class weights divide by the whole mini-batch's, on any engine. */
  @Test
  void optimize_classWeights_trainTheSameBitsOnEveryEngine() {
    List<String> found = new ArrayList<>();
    for (String engine : List.of("ranks", "job")) {
      Network<Float> network = SampleNetworks.floats().convolutional();
      Tensor<Float> weights = network.reals().tensor(new float[] {1, 4, 0.5f}, CLASSES);
      ClassNLLCriterion<Float> criterion =
          new ClassNLLCriterion<>(
              weights, true, true, -1, network.reals().tag(), network.reals().numeric());
      SparkOptimizer<Float> optimizer =
          new SparkOptimizer<>(network.module(), samples(2), criterion, BATCH)
              .setMethod("svrg + adamw + constant(0.02)")
              .setNumShards(2)
              .setEngine(engine)
              .setEndWhen(Trigger.maxEpoch(2));
      found.add(trained(optimizer).weightsSha256());
    }
    assertThat(found.get(0)).isEqualTo(found.get(1));
  }

  /** Another training than BigDL's, without a word, was what came of both. */
  @Test
  void optimize_againOrFromAnotherEpoch_isRefused() {
    Network<Float> network = SampleNetworks.floats().convolutional();
    SparkOptimizer<Float> optimizer = optimizer(network, 1).setEndWhen(Trigger.maxIteration(2));
    Table state = new Table(new Object[0]);
    state.update("epoch", 1);
    state.update("neval", 1);
    optimizer.setState(state);
    state.update("neval", 11);
    assertThatThrownBy(() -> optimizer.setState(state))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("setState: a training begins at neval 1 here, was 11");
    optimizer.optimize();
    assertThatThrownBy(optimizer::optimize)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has trained already");
  }

  /** The trigger that fires in the last step wrote a checkpoint after all had been taken away. */
  @Test
  void optimize_checkpointTriggerAtTheEnd_leavesNoCheckpoint() throws IOException {
    SparkOptimizer<Float> optimizer = optimizer(SampleNetworks.floats().convolutional(), 2);
    optimizer.setEndWhen(Trigger.maxEpoch(2));
    optimizer.setCheckpoint(folder.toString(), Trigger.everyEpoch());
    optimizer.optimize();
    assertThat(checkpoints()).isEmpty();
  }

  @Test
  void settings_outOfTheirRange_areRefusedByName() {
    Network<Float> network = SampleNetworks.floats().convolutional();
    SparkOptimizer<Float> optimizer = optimizer(network, 2);
    assertThatThrownBy(() -> optimizer.setEngine("rank"))
        .hasMessage("engine must be one of [auto, ranks, job], was rank");
    assertThatThrownBy(() -> optimizer.setConstantGradientClipping(-1, 2))
        .hasMessageContaining("setConstantGradientClipping: must be -c and c")
        .hasMessageContaining("was -1.0 and 2.0");
    assertThatThrownBy(() -> optimizer.setDropModuleProperty(0.1, 0.2, 10, 10))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("no worker is dropped");
    assertThatThrownBy(optimizer::result).isInstanceOf(IllegalStateException.class);
    Network<Float> narrow = SampleNetworks.floats().perceptron(63, 2, CLASSES);
    assertThatThrownBy(
            () ->
                new SparkOptimizer<>(narrow.module(), samples(1), narrow.criterion(), 10)
                    .setEndWhen(Trigger.maxEpoch(1))
                    .optimize())
        .isInstanceOf(Exception.class);
  }

  @Test
  void setGradientClipping_isClippingOfTheMethod() {
    String clipped =
        trained(
                optimizer(SampleNetworks.floats().convolutional(), 2)
                    .setMethod("clip(plain, norm=0.5) + sgd + constant(0.1)"))
            .weightsSha256();
    SparkOptimizer<Float> optimizer =
        optimizer(SampleNetworks.floats().convolutional(), 2).setMethod("sgd + constant(0.1)");
    optimizer.setGradientClippingByl2Norm(0.5);
    assertThat(trained(optimizer).weightsSha256()).isEqualTo(clipped);
  }
}
