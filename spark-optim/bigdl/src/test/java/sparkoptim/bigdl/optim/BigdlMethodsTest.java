// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.intel.analytics.bigdl.dllib.optim.Adadelta;
import com.intel.analytics.bigdl.dllib.optim.Adamax;
import com.intel.analytics.bigdl.dllib.optim.Ftrl;
import com.intel.analytics.bigdl.dllib.optim.LBFGS;
import com.intel.analytics.bigdl.dllib.optim.LarsSGD;
import com.intel.analytics.bigdl.dllib.optim.OptimMethod;
import com.intel.analytics.bigdl.dllib.optim.ParallelAdam;
import com.intel.analytics.bigdl.dllib.optim.SGD;
import com.intel.analytics.bigdl.dllib.optim.SGD.LearningRateSchedule;
import com.intel.analytics.bigdl.dllib.utils.Engine$;
import com.intel.analytics.bigdl.dllib.utils.Table;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.Function1;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.StepSize;
import sparkoptim.core.WholeSpace;
import sparkoptim.engine.ShippedMethod;

class BigdlMethodsTest {
  private static final Recorded RECORDED = Recorded.of(6, 200);

  /** The same formulas in another order of operations, over 200 steps in doubles. */
  private static final double ROUNDING = 1e-11;

  private static OptimMethod<Double> sgd(
      double momentum, double dampening, boolean nesterov, LearningRateSchedule schedule) {
    return new SGD<>(
        0.2,
        0,
        0,
        momentum,
        dampening,
        nesterov,
        schedule,
        null,
        null,
        Doubles.TAG,
        Doubles.NUMERIC);
  }

  private static OptimMethod<Double> sgd(LearningRateSchedule schedule) {
    return sgd(0, 0, false, schedule);
  }

  private static com.intel.analytics.bigdl.dllib.optim.Adam<Double> adam(double epsilon) {
    return new com.intel.analytics.bigdl.dllib.optim.Adam<>(
        0.05, 0, 0.9, 0.99, epsilon, Doubles.TAG, Doubles.NUMERIC);
  }

  private static LarsSGD<Double> lars(double trust, double decay, double momentum) {
    return new LarsSGD<>(
        true, trust, 0.2, 0.01, decay, momentum, new SGD.Default(), Doubles.TAG, Doubles.NUMERIC);
  }

  static Stream<OptimMethod<Double>> exact() {
    Engine$.MODULE$.setNodeAndCore(1, 2);
    return Stream.of(
        sgd(new SGD.Default()),
        sgd(0.9, 0, false, new SGD.Default()),
        sgd(0.9, 0, true, new SGD.Default()),
        sgd(0.9, Double.MAX_VALUE, false, new SGD.Default()),
        sgd(0.9, 0.5, false, new SGD.Step(30, 0.5)),
        sgd(new SGD.MultiStep(new int[] {20, 50, 51}, 0.3)),
        sgd(new SGD.NaturalExp(40, 0.7)),
        sgd(new SGD.Exponential(50, 0.5, false)),
        sgd(new SGD.Exponential(50, 0.5, true)),
        sgd(new CoreSchedule("cosine(0.3, 0.1)", 200)),
        new SGD<>(
            0.2, 1, 0, 0, 0, false, new SGD.Default(), null, null, Doubles.TAG, Doubles.NUMERIC),
        new SGD<>(
            0.2, 1e-2, 0, 0, 0, false, new SGD.Default(), null, null, Doubles.TAG, Doubles.NUMERIC),
        sgd(new SGD.Poly(0.5, 150)),
        sgd(new SGD.Warmup(0.01)),
        sgd(
            new SGD.SequentialSchedule(10)
                .add(new SGD.Warmup(0.01), 20)
                .add(new SGD.Poly(0.5, 300), 300)),
        new com.intel.analytics.bigdl.dllib.optim.RMSprop<>(
            0.01, 0, 0.95, 1e-3, Doubles.TAG, Doubles.NUMERIC),
        new com.intel.analytics.bigdl.dllib.optim.Adagrad<>(
            0.1, 0.3, 0, Doubles.TAG, Doubles.NUMERIC),
        new Adadelta<>(0.9, 1e-3, Doubles.TAG, Doubles.NUMERIC),
        new Adamax<>(0.01, 0.9, 0.99, 1e-38, Doubles.TAG, Doubles.NUMERIC),
        new Ftrl<>(0.1, -0.5, 0.1, 0, 0, 0, Doubles.TAG, Doubles.NUMERIC),
        new Ftrl<>(0.05, -0.7, 0.2, 0.3, 0.2, 0, Doubles.TAG, Doubles.NUMERIC),
        new Ftrl<>(0.05, 0, 0, 0.3, 0, 0, Doubles.TAG, Doubles.NUMERIC),
        lars(0.02, 0.1, 0.9),
        lars(1, 0, 0),
        // With nothing for epsilon to do, Adam's formulas are the same.
        adam(1e-30),
        new ParallelAdam<>(0.05, 1, 0.9, 0.99, 1e-30, 2, Doubles.TAG, Doubles.NUMERIC));
  }

  @ParameterizedTest
  @MethodSource("exact")
  void translation_makesBigdlsSteps(OptimMethod<Double> method) {
    BigdlMethods.Translation translation = BigdlMethods.translate(method);
    assertThat(translation.l2()).isZero();
    requireClose(RECORDED.bigdl(method), RECORDED.core(translation.method()), ROUNDING);
  }

  private static void requireClose(double[][] points, double[][] expected, double tolerance) {
    for (int k = 0; k < points.length; k++) {
      assertThat(points[k]).as("step %d", k).containsExactly(expected[k], within(tolerance));
    }
  }

  @Test
  void adam_withTheUsualEpsilon_differsByThatAlone() {
    BigdlMethods.Translation translation = BigdlMethods.translate(adam(1e-8));
    assertThat(translation.remark()).contains("epsilon");
    double[][] points = RECORDED.bigdl(adam(1e-8));
    double[][] expected = RECORDED.core(translation.method());
    // At the first step BigDL's epsilon counts 1 / sqrt(1 - 0.99) = 10 times, against gradients
    // of which the smallest here are 1e-3: steps of 0.05 differ by 0.05 * 9e-8 / 1e-3 at most.
    requireClose(points, expected, 5e-6);
    assertThat(points[0]).isNotEqualTo(expected[0]);
  }

  @Test
  void epochSchedule_countsBigdlsEpochsFromOne() {
    for (int every : new int[] {1, 2, 5}) {
      SGD.EpochStep bigdl = new SGD.EpochStep(every, 0.5);
      SGD<Double> sgd = (SGD<Double>) sgd(bigdl);
      var translated = (sparkoptim.core.Schedule) BigdlMethods.translate(sgd).method().stepSize();
      assertThat(translated.per()).isEqualTo(sparkoptim.core.Schedule.Per.EPOCH);
      for (int epoch = 1; epoch < 30; epoch++) {
        sgd.state().update("epoch", epoch);
        sgd.updateHyperParameter();
        assertThat(translated.at(epoch - 1, 30)).isEqualTo(-bigdl.currentRate(), within(1e-15));
      }
    }
  }

  /** Asked in order, from the middle as after a restart, and again for an earlier step. */
  @Test
  void epochSchedules_areAskedThemselves() {
    Function1<Object, Object> tenth =
        (Function1<Object, Object> & Serializable) epoch -> 0.1 * (Integer) epoch;
    SGD.Regime early = new SGD.Regime(1, 2, regime(0.3));
    SGD.Regime late = new SGD.Regime(3, 9, regime(0.05));
    List<LearningRateSchedule> schedules =
        List.of(
            new SGD.EpochDecay(tenth),
            new SGD.EpochDecayWithWarmUp(6, 0.01, tenth),
            new SGD.EpochSchedule(new SGD.Regime[] {early, late}));
    for (LearningRateSchedule schedule : schedules) {
      SGD<Double> bigdl = (SGD<Double>) sgd(schedule);
      StepSize translated = BigdlMethods.translate(bigdl).method().stepSize();
      assertThat(ShippedMethod.of(BigdlMethods.translate(bigdl).method()).text())
          .isEqualTo(ShippedMethod.of(BigdlMethods.translate(bigdl).method()).text());
      RunContext context = new RunContext(new WholeSpace(1), new Plan(4, 20, 1));
      StepSize.Run run = translated.start(context);
      double[] rates = new double[20];
      for (int step = 0; step < 20; step++) {
        bigdl.state().update("epoch", step / 4 + 1);
        bigdl.state().update("neval", step + 1);
        bigdl.updateHyperParameter();
        rates[step] = -schedule.currentRate();
        assertThat(run.at(step)).as("%s, step %d", schedule, step).isEqualTo(rates[step]);
      }
      assertThat(Arrays.stream(rates).distinct().count()).isGreaterThan(1);
      assertThat(translated.start(context).at(13)).isEqualTo(rates[13]);
      assertThat(run.at(3)).isEqualTo(rates[3]);
    }
  }

  private static Table regime(double rate) {
    Table table = new Table(new Object[0]);
    table.update("learningRate", rate);
    return table;
  }

  @Test
  void weightDecay_isThePenaltysGradient() {
    SGD<Double> sgd =
        new SGD<>(
            0.1,
            0,
            0.3,
            0.9,
            0,
            false,
            new SGD.Default(),
            null,
            null,
            Doubles.TAG,
            Doubles.NUMERIC);
    BigdlMethods.Translation translation = BigdlMethods.translate(sgd);
    assertThat(translation.l2()).isEqualTo(0.3);
    assertThat(translation.method())
        .isEqualTo(sparkoptim.core.OptimMethod.parse("sgd(momentum=0.9) + constant(0.1)"));
    // One step from x with gradient g is core's with gradient g + 0.3 x.
    double[] x = RECORDED.start();
    double[] g = RECORDED.gradients()[0];
    double[] penalised = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      penalised[i] = g[i] + translation.l2() * x[i];
    }
    double[][] expected = new Recorded(x, new double[][] {penalised}).core(translation.method());
    requireClose(new Recorded(x, new double[][] {g}).bigdl(sgd), expected, ROUNDING);
  }

  @Test
  void shrinkageOfFtrl_isThePenaltysGradient() {
    BigdlMethods.Translation translation =
        BigdlMethods.translate(new Ftrl<>(0.1, -0.5, 0.1, 0, 0, 0.2, Doubles.TAG, Doubles.NUMERIC));
    assertThat(translation.l2()).isEqualTo(0.4);
    double[] x = RECORDED.start();
    double[] g = RECORDED.gradients()[0];
    double[] penalised = new double[x.length];
    Arrays.setAll(penalised, i -> g[i] + 0.4 * x[i]);
    double[][] expected = new Recorded(x, new double[][] {penalised}).core(translation.method());
    Ftrl<Double> bigdl = new Ftrl<>(0.1, -0.5, 0.1, 0, 0, 0.2, Doubles.TAG, Doubles.NUMERIC);
    requireClose(new Recorded(x, new double[][] {g}).bigdl(bigdl), expected, ROUNDING);
  }

  /** The formula would hold them there; BigDL has a ratio for them. */
  @Test
  void lars_fromZeros_startsAsBigdls() {
    Recorded zeros = new Recorded(new double[6], RECORDED.gradients());
    LarsSGD<Double> lars = lars(0.5, 0.1, 0.9);
    double[][] expected = zeros.core(BigdlMethods.translate(lars).method());
    assertThat(expected[0]).doesNotContain(0);
    requireClose(zeros.bigdl(lars), expected, ROUNDING);
  }

  /** As createOptimForModule makes them: each on the slice that is its layer. */
  @Test
  void larsOfEveryLayer_isLayerwiseLars() {
    int[] layers = {0, 4, 6};
    List<LarsSGD<Double>> both = List.of(lars(0.02, 0.1, 0.9), lars(0.02, 0.1, 0.9));
    BigdlMethods.Translation translation = BigdlMethods.translateLayers(both, 2);
    assertThat(translation.l2()).isZero();
    double[][] expected = RECORDED.core(translation.method(), layers);
    for (int layer = 0; layer < 2; layer++) {
      double[][] points = RECORDED.bigdl(both.get(layer), layers[layer], layers[layer + 1]);
      for (int k = 0; k < points.length; k++) {
        assertThat(points[k])
            .as("layer %d, step %d", layer, k)
            .containsExactly(
                Arrays.copyOfRange(expected[k], layers[layer], layers[layer + 1]),
                within(ROUNDING));
      }
    }
    assertThat(RECORDED.core(translation.method(), null)[9]).isNotEqualTo(expected[9]);
  }

  @Test
  void methodsOfLayers_thatAreNoLarsForEach_areRefused() {
    List<LarsSGD<Double>> differ = List.of(lars(0.02, 0.1, 0.9), lars(0.02, 0.2, 0.9));
    assertThatThrownBy(() -> BigdlMethods.translateLayers(differ, 2))
        .hasMessageContaining("a LarsSGD for each of 2 layers, all with the same settings")
        .hasMessageContaining("there are 2, with 2 kinds of settings");
    List<LarsSGD<Double>> few = List.of(lars(0.02, 0.1, 0.9), lars(0.02, 0.1, 0.9));
    assertThatThrownBy(() -> BigdlMethods.translateLayers(few, 3))
        .hasMessageContaining("there are 2, with 1 kinds of settings");
    assertThatThrownBy(
            () ->
                BigdlMethods.translateLayers(
                    List.of(sgd(new SGD.Default()), sgd(new SGD.Default())), 2))
        .hasMessageContaining("one method must train the whole model");
  }

  @Test
  void specialisedClass_asScalaMakesIt_isTheClassItself() throws ReflectiveOperationException {
    Class<?> specialised = Class.forName(SGD.class.getName() + "$mcF$sp");
    OptimMethod<?> method =
        (OptimMethod<?>)
            specialised.getConstructors()[0].newInstance(
                0.1,
                0.0,
                0.0,
                0.0,
                0.0,
                false,
                new SGD.Default(),
                null,
                null,
                FloatTensors.TAG,
                FloatTensors.NUMERIC);
    assertThat(BigdlMethods.translate(method).method())
        .isEqualTo(sparkoptim.core.OptimMethod.parse("sgd + constant(0.1)"));
  }

  @Test
  void ourMethods_areTheirOwnTranslation() {
    assertThat(BigdlMethods.translate(new AlphaSVRG<Float>().setAlpha("linear(0.75, 0)")).method())
        .isEqualTo(
            sparkoptim.core.OptimMethod.parse("alpha-svrg(linear(0.75, 0)) + constant(0.1)"));
    assertThat(BigdlMethods.translate(new SvrgBB<Float>().setLearningRate(0.3)).method())
        .isEqualTo(sparkoptim.core.OptimMethod.parse("svrg + bb(eta=0.3)"));
  }

  @Test
  void average_ofATranslatedMethod_isPartOfTheTranslation() {
    var averaged = new ExponentialMovingAverage<>(sgd(new SGD.Default())).setDecay(0.5);
    sparkoptim.core.OptimMethod expected =
        sparkoptim.core.OptimMethod.parse("sgd + constant(0.2) + ema(0.5)");
    assertThat(BigdlMethods.translate(averaged).method()).isEqualTo(expected);
    assertThat(averaged.coreMethod()).isEqualTo(expected);
  }

  @Test
  void whatHasNoTwin_isRefusedByName() {
    refused(
        new LBFGS<>(20, 20, 1e-5, 1e-9, 5, 1, false, null, null, Doubles.TAG, Doubles.NUMERIC),
        "LBFGS",
        "LocalOptimizer");
    Table momentum = regime(0.1);
    momentum.update("momentum", 0.5);
    refused(
        sgd(new SGD.EpochSchedule(new SGD.Regime[] {new SGD.Regime(1, 2, momentum)})),
        "EpochSchedule",
        "learningRate alone");
    refused(adam(1e-3), "Adam: Epsilon", "adam(epsilon");
    refused(
        new SGD<>(
            0.1,
            0,
            0,
            0,
            0,
            false,
            new SGD.Default(),
            Doubles.tensor(new double[6]),
            null,
            Doubles.TAG,
            Doubles.NUMERIC),
        "learningRates",
        "one for all");
    assertThatThrownBy(() -> BigdlMethods.translate(null)).hasMessageContaining("null");
  }

  @Test
  void methodThatTrained_isRefused() {
    OptimMethod<Double> method = sgd(new SGD.Default());
    RECORDED.bigdl(method);
    refused(method, "evalCounter", "use a fresh one");
  }

  private static void refused(OptimMethod<Double> method, String what, String instead) {
    assertThatThrownBy(() -> BigdlMethods.translate(method))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(what)
        .hasMessageContaining(instead);
  }
}
