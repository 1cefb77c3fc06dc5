// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.intel.analytics.bigdl.dllib.feature.dataset.LocalDataSet;
import com.intel.analytics.bigdl.dllib.feature.dataset.MiniBatch;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.optim.LocalOptimizer;
import com.intel.analytics.bigdl.dllib.optim.OptimMethod;
import com.intel.analytics.bigdl.dllib.optim.SGD;
import com.intel.analytics.bigdl.dllib.optim.Trigger;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.WholeSpace;
import sparkoptim.core.rule.StepTunedSgd;

/** BigDL's LocalOptimizer with our methods. */
class LocalTrainingTest {
  private static final int BATCHES = 4;
  private static final int STEPS = 60;

  @TempDir Path folder;

  static Stream<Supplier<StatefulMethod<Double>>> methods() {
    return Stream.of(
        () -> new Adam<Double>().setLearningRate(0.1),
        () -> new AdamW<Double>().setLearningRate(0.1),
        () -> new RMSprop<Double>().setLearningRate(0.05),
        () -> new Adagrad<Double>().setLearningRate(0.5),
        () -> new PrimalAveraging<Double>().setLearningRate(0.5),
        () ->
            new GeneralizedPrimalAveraging<Double>()
                .setAveraging(0.2)
                .setLearningRate(0.1)
                .setSteps(STEPS),
        () -> new ScheduleFreeSGD<Double>().setLearningRate(0.3).setSteps(STEPS),
        () -> new ScheduleFreeAdamW<Double>().setLearningRate(0.2).setSteps(STEPS),
        () -> new StepTunedSGD<Double>().setLearningRate(0.1),
        () ->
            new ExponentialMovingAverage<>(new PrimalAveraging<Double>().setLearningRate(0.5))
                .setDecay(0.8)
                .setLastStep(STEPS),
        () -> new ExponentialMovingAverage<>(sgd()).setDecay(0.8).setLastStep(STEPS),
        () -> new StochasticWeightAveraging<>(sgd()).setStart(0.5).setEvery(2).setLastStep(STEPS),
        () -> new TwoPointAverage<>(sgd()).setGap(8).setLastStep(STEPS));
  }

  private static SGD<Double> sgd() {
    return new SGD<>(
        0.05, 0, 0, 0.9, 0, true, new SGD.Default(), null, null, Doubles.TAG, Doubles.NUMERIC);
  }

  private static double[] train(
      OptimMethod<Double> method, double[] from, LocalDataSet<MiniBatch<Double>> data, int steps) {
    AbstractModule<Activity, Activity, Double> model = Regression.DOUBLES.model();
    Slice.write(from, model.getParameters()._1());
    boolean halves = method instanceof StepTunedSGD;
    LocalOptimizer<Double> optimizer =
        Regression.DOUBLES.local(model, halves ? StepTunedSGD.twice(data) : data, method, steps);
    if (halves) {
      StepTunedSGD.attach(optimizer);
    }
    return Regression.weights(optimizer.optimize());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void training_reducesTheLoss(Supplier<StatefulMethod<Double>> method) {
    double[] end =
        train(method.get(), Regression.start(), Regression.DOUBLES.inOrder(BATCHES), STEPS);
    assertThat(Regression.loss(end, BATCHES))
        .isLessThan(Regression.loss(Regression.start(), BATCHES) / 3);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void training_savedAndLoaded_isThatOfOneRun(Supplier<StatefulMethod<Double>> method) {
    double[] whole =
        train(method.get(), Regression.start(), Regression.DOUBLES.inOrder(BATCHES), STEPS);
    String file = folder.resolve("method").toString();
    int first = STEPS / 3; // the end of a round of the data, for the same mini-batches
    first -= first % (2 * BATCHES);
    StatefulMethod<Double> begun = method.get();
    double[] middle = train(begun, Regression.start(), Regression.DOUBLES.inOrder(BATCHES), first);
    begun.save(file, true);
    OptimMethod<Double> loaded = OptimMethod.load(file, Doubles.TAG);
    double[] end = train(loaded, middle, Regression.DOUBLES.inOrder(BATCHES), STEPS - first);
    assertThat(end).isEqualTo(whole);
  }

  @Test
  void training_withTheHistoryOfOtherWeights_isRefused() {
    Adam<Double> method = new Adam<>();
    train(method, Regression.start(), Regression.DOUBLES.inOrder(BATCHES), 5);
    method.save(folder.resolve("method").toString(), true);
    OptimMethod<Double> loaded = OptimMethod.load(folder.resolve("method").toString(), Doubles.TAG);
    assertThatThrownBy(
            () -> train(loaded, Regression.start(), Regression.DOUBLES.inOrder(BATCHES), 5))
        .hasMessageContaining("load model and method of one moment");
  }

  @Test
  void stepTuned_overMiniBatches_makesCoresSteps() {
    StepTunedSGD<Double> method = new StepTunedSGD<Double>().setLearningRate(0.1);
    double[] end = train(method, Regression.start(), Regression.DOUBLES.inOrder(BATCHES), STEPS);
    RunContext setup = new RunContext(new WholeSpace(Regression.WEIGHTS), new Plan(1, STEPS, 1));
    UpdateRule.Run core = StepTunedSgd.DEFAULT.start(setup, Regression.start());
    for (int pair = 0; pair < STEPS / 2; pair++) {
      int batch = pair % BATCHES; // BigDL's epoch is a whole number of pairs
      core.step(
          pair,
          0.1,
          (point, gradient) -> {
            double[] g = Regression.gradient(point, batch);
            System.arraycopy(g, 0, gradient.values, 0, g.length);
            return 1;
          });
    }
    assertThat(end).containsExactly(core.query(), within(1e-12));
  }

  @Test
  void stepTuned_epochs_meetEveryBatchInTwoHalves() {
    StepTunedSGD<Double> method =
        new StepTunedSGD<Double>().setSchedule("step(0.1, 0.5, 1, epoch)");
    // 17 half-steps: two epochs of 4 batches, then the first half of the third epoch.
    train(method, Regression.start(), Regression.DOUBLES.inOrder(BATCHES), 17);
    assertThat(method.getLearningRate()).isEqualTo(0.025, within(1e-15));
    assertThat(method.halfSteps().between()).isTrue();
  }

  @Test
  void stepTuned_stoppedBetweenHalves_beginsAnewInTheNextTraining() {
    StepTunedSGD<Double> method = new StepTunedSGD<Double>().setLearningRate(0.1);
    LocalOptimizer<Double> optimizer =
        Regression.DOUBLES.local(
            Regression.DOUBLES.model(),
            StepTunedSGD.twice(Regression.DOUBLES.inOrder(BATCHES)),
            method,
            3);
    StepTunedSGD.attach(optimizer).optimize();
    optimizer.setEndWhen(Trigger.maxIteration(7)).optimize();
    assertThat(method.halfSteps().between()).isFalse();
  }

  @Test
  void stepTuned_withoutAttach_isRefused() {
    LocalOptimizer<Double> optimizer =
        Regression.DOUBLES.local(
            Regression.DOUBLES.model(),
            Regression.DOUBLES.inOrder(BATCHES),
            new StepTunedSGD<Double>(),
            4);
    assertThatThrownBy(optimizer::optimize).hasMessageContaining("StepTunedSGD.attach(optimizer)");
  }

  @Test
  void attach_toAnOptimizerOverSingleBatches_isRefused() {
    LocalOptimizer<Double> optimizer =
        Regression.DOUBLES.local(
            Regression.DOUBLES.model(),
            Regression.DOUBLES.inOrder(BATCHES),
            new StepTunedSGD<Double>(),
            4);
    assertThatThrownBy(() -> StepTunedSGD.attach(optimizer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("StepTunedSGD.twice(data)");
  }

  @Test
  void average_afterLocalTraining_isThere() {
    ExponentialMovingAverage<Double> method = new ExponentialMovingAverage<>(sgd()).setDecay(0.5);
    double[] end = train(method, Regression.start(), Regression.DOUBLES.inOrder(BATCHES), 10);
    assertThat(method.average()).hasSize(Regression.WEIGHTS).isNotEqualTo(end);
    AbstractModule<Activity, Activity, Double> model = Regression.DOUBLES.model();
    method.writeAverage(model.getParameters()._1());
    assertThat(Regression.weights(model)).isEqualTo(method.average());
  }

  @Test
  void engineMethods_inLocalOptimizer_areRefused() {
    List<OptimMethod<Double>> methods = List.of(new AlphaSVRG<>(), new SvrgBB<>());
    for (OptimMethod<Double> method : methods) {
      LocalOptimizer<Double> optimizer =
          Regression.DOUBLES.local(
              Regression.DOUBLES.model(), Regression.DOUBLES.inOrder(BATCHES), method, 4);
      assertThatThrownBy(optimizer::optimize)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("sparkoptim.bigdl.SparkOptimizer");
    }
  }
}
