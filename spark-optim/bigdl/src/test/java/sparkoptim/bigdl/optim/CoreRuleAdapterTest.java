// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.intel.analytics.bigdl.dllib.nn.Linear;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.Tuple2;
import sparkoptim.core.DivergedException;

class CoreRuleAdapterTest {
  private static final Recorded RECORDED = Recorded.of(7, 60);

  /** The same operations in the same order: nothing but the sign of zeros may differ. */
  private static final double EXACT = 1e-12;

  /** Points are doubles inside; a float near 1 is off by 6e-8, and ours stay below 8. */
  private static final double ROUNDED = 5e-7;

  private static <T> List<CoreRuleAdapter<T, ?>> all() {
    List<CoreRuleAdapter<T, ?>> methods =
        List.of(
            new Adam<T>().setBeta1(0.8).setEpsilon(1e-6),
            new Adam<T>().setAmsgrad(true).setSchedule("cosine(0.05, 0)"),
            new AdamW<T>().setDecay(0.1).setLearningRate(0.01),
            new RMSprop<T>().setSmoothing(0.9).setMomentum(0.5),
            new RMSprop<T>().setCentered(true),
            new Adagrad<T>().setInitialAccumulator(0.1),
            new PrimalAveraging<T>().setAveraging(0.3).setSchedule("power(0.1, 0.501)"),
            new PrimalAveraging<T>().setAveraging(new sparkoptim.core.stepsize.Linear(0.9, 0.1)),
            new GeneralizedPrimalAveraging<T>().setAveraging(0.2).setLearningRate(0.01),
            new GeneralizedPrimalAveraging<T>().setRule("sgd(0.9)").setAveraging("power(1, 1)"),
            new ScheduleFreeSGD<T>().setMomentum(0.8).setWarmup(5).setDecay(0.01),
            new ScheduleFreeAdamW<T>().setBeta2(0.99).setCountPower(1).setLearningRate(0.01));
    methods.forEach(method -> method.setSteps(RECORDED.steps()));
    return methods;
  }

  static Stream<CoreRuleAdapter<Double, ?>> doubles() {
    return CoreRuleAdapterTest.<Double>all().stream();
  }

  static Stream<CoreRuleAdapter<Float, ?>> floats() {
    return CoreRuleAdapterTest.<Float>all().stream();
  }

  @ParameterizedTest
  @MethodSource("doubles")
  void method_ofDoubles_makesCoresSteps(CoreRuleAdapter<Double, ?> method) {
    double[][] expected = RECORDED.core(method.coreMethod());
    double[][] points = RECORDED.bigdl(method);
    for (int k = 0; k < points.length; k++) {
      assertThat(points[k]).as("step %d", k).containsExactly(expected[k], within(EXACT));
    }
    assertThat(points[0]).isNotEqualTo(RECORDED.start());
  }

  /** A module of 3 inputs and 2 outputs: 6 weights, and behind them 2 biases. */
  @Test
  void adamW_toldItsModule_decaysNoBiases() {
    Recorded recorded = Recorded.of(8, 20);
    Linear<Double> module =
        new Linear<>(3, 2, true, null, null, null, null, null, null, Doubles.TAG, Doubles.NUMERIC);
    double[][] masked = recorded.bigdl(new AdamW<>(module).setDecay(0.5).setSteps(20));
    double[][] everywhere = recorded.bigdl(new AdamW<Double>().setDecay(0.5).setSteps(20));
    double[][] nowhere = recorded.bigdl(new AdamW<Double>().setDecay(0).setSteps(20));
    for (int i = 0; i < 8; i++) {
      assertThat(masked[19][i]).isEqualTo(i < 6 ? everywhere[19][i] : nowhere[19][i]);
    }
    assertThat(everywhere[19][7]).isNotEqualTo(nowhere[19][7]);
    assertThatThrownBy(() -> Recorded.of(7, 2).bigdl(new AdamW<>(module).setSteps(2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has 8 parameters, this slice has 7");
  }

  @ParameterizedTest
  @MethodSource("floats")
  void method_ofFloats_isOffByTheLastRoundingAlone(CoreRuleAdapter<Float, ?> method) {
    double[][] expected = RECORDED.core(method.coreMethod());
    Tensor<Float> weights = FloatTensors.tensor(RECORDED.start());
    for (int k = 0; k < RECORDED.steps(); k++) {
      double[] g = RECORDED.gradients()[k];
      method.state().update("neval", k + 1);
      method.optimize(x -> new Tuple2<>(1f, FloatTensors.tensor(g)), weights);
    }
    // Gradients and start are rounded too; adaptive rules pass a relative error on as it is.
    assertThat(Slice.read(weights))
        .containsExactly(expected[expected.length - 1], within(10 * ROUNDED));
  }

  @ParameterizedTest
  @MethodSource("doubles")
  void method_onTwoSlices_isThatOnTheWhole(CoreRuleAdapter<Double, ?> method) {
    CoreRuleAdapter<Double, ?> other = (CoreRuleAdapter<Double, ?>) method.clone();
    double[][] whole = RECORDED.bigdl((CoreRuleAdapter<Double, ?>) method.clone());
    double[][] left = RECORDED.bigdl(method, 0, 4);
    double[][] right = RECORDED.bigdl(other, 4, 7);
    for (int k = 0; k < whole.length; k++) {
      assertThat(left[k]).isEqualTo(Arrays.copyOfRange(whole[k], 0, 4));
      assertThat(right[k]).isEqualTo(Arrays.copyOfRange(whole[k], 4, 7));
    }
  }

  @ParameterizedTest
  @MethodSource("doubles")
  void method_onANarrowedTensor_keepsToItsSlice(CoreRuleAdapter<Double, ?> method) {
    double[] array = new double[RECORDED.start().length + 5];
    Arrays.fill(array, 42);
    System.arraycopy(RECORDED.start(), 0, array, 3, RECORDED.start().length);
    double[][] expected = RECORDED.bigdl((CoreRuleAdapter<Double, ?>) method.clone());
    Tensor<Double> slice = Doubles.tensor(array).narrow(1, 4, RECORDED.start().length);
    double[][] points = RECORDED.bigdl(method, slice, 0, 0, RECORDED.steps());
    assertThat(points[points.length - 1]).isEqualTo(expected[points.length - 1]);
    assertThat(array).startsWith(42, 42, 42).endsWith(42, 42);
  }

  @ParameterizedTest
  @MethodSource("doubles")
  void copy_inTheMiddle_goesOnAsTheOriginal(CoreRuleAdapter<Double, ?> method) {
    double[][] expected = RECORDED.bigdl((CoreRuleAdapter<Double, ?>) method.clone());
    Tensor<Double> weights = Doubles.tensor(RECORDED.start().clone());
    RECORDED.bigdl(method, weights, 0, 0, 25);
    CoreRuleAdapter<Double, ?> copy = (CoreRuleAdapter<Double, ?>) method.clone();
    copy.clearHistory(); // as BigDL's optimizers do first
    double[][] rest = RECORDED.bigdl(copy, weights, 0, 25, RECORDED.steps());
    assertThat(rest[rest.length - 1]).isEqualTo(expected[expected.length - 1]);
    assertThat(copy.steps()).isEqualTo(RECORDED.steps());
  }

  @Test
  void clearedHistory_ofAMethodThatRan_isGone() {
    Adam<Double> method = new Adam<>();
    RECORDED.bigdl(method);
    method.clearHistory();
    assertThat(method.steps()).isZero();
    assertThat(RECORDED.bigdl(method)).isDeepEqualTo(RECORDED.bigdl(new Adam<>()));
  }

  @Test
  void forgottenHistory_ofACopy_isGone() {
    Adam<Double> method = new Adam<>();
    RECORDED.bigdl(method);
    Adam<Double> copy = (Adam<Double>) method.clone();
    copy.forget();
    assertThat(RECORDED.bigdl(copy)).isDeepEqualTo(RECORDED.bigdl(new Adam<>()));
  }

  @Test
  void copy_onASliceOfAnotherLength_isRefused() {
    Adam<Double> method = new Adam<>();
    RECORDED.bigdl(method);
    Adam<Double> copy = (Adam<Double>) method.clone();
    assertThatThrownBy(() -> RECORDED.bigdl(copy, 0, 3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("7 values, this run needs 3");
  }

  @Test
  void weights_changedBySomethingElse_areRefused() {
    Adam<Double> method = new Adam<>();
    Tensor<Double> weights = Doubles.tensor(RECORDED.start().clone());
    RECORDED.bigdl(method, weights, 0, 0, 3);
    weights.setValue(1, 5.0);
    assertThatThrownBy(() -> RECORDED.bigdl(method, weights, 0, 3, 4))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not those that the method's last step left");
  }

  @Test
  void scheduleFree_withoutSteps_isRefused() {
    assertThatThrownBy(() -> RECORDED.bigdl(new ScheduleFreeSGD<>()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ScheduleFreeSGD")
        .hasMessageContaining("setSteps(n)");
  }

  @Test
  void scheduleFree_afterItsLastStep_isRefused() {
    ScheduleFreeAdamW<Double> method = new ScheduleFreeAdamW<Double>().setSteps(10);
    assertThatThrownBy(() -> RECORDED.bigdl(method))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the run of 10 steps has ended");
  }

  @Test
  void schedule_thatNeedsALength_isRefusedWithout() {
    assertThatThrownBy(() -> RECORDED.bigdl(new Adam<Double>().setSchedule("cosine(0.1, 0)")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("setSteps(n)");
    assertThatThrownBy(() -> RECORDED.bigdl(new Adam<Double>().setSchedule("taso(initial=0.1)")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("setEpochs(n)");
    assertThatThrownBy(() -> RECORDED.bigdl(new PrimalAveraging<Double>().setAveraging("linear")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("setSteps(n)");
  }

  @Test
  void schedule_ofEpochs_followsBigdlsEpochs() {
    Adagrad<Double> method = new Adagrad<Double>().setSchedule("step(0.5, 0.1, 1, epoch)");
    Tensor<Double> weights = Doubles.tensor(RECORDED.start().clone());
    method.state().update("epoch", 1);
    RECORDED.bigdl(method, weights, 0, 0, 2);
    assertThat(method.getLearningRate()).isEqualTo(0.5);
    method.state().update("epoch", 3);
    RECORDED.bigdl(method, weights, 0, 2, 3);
    assertThat(method.getLearningRate()).isEqualTo(0.005, within(1e-15));
  }

  @Test
  void loss_thatIsNotFinite_isRefused() {
    Tensor<Double> weights = Doubles.tensor(RECORDED.start().clone());
    assertThatThrownBy(
            () -> new Adam<Double>().optimize(x -> new Tuple2<>(Double.NaN, weights), weights))
        .isInstanceOf(DivergedException.class);
  }

  @Test
  void badSettings_areRefusedByName() {
    assertThatThrownBy(() -> new Adam<Float>().setBeta2(1)).hasMessageContaining("beta2");
    assertThatThrownBy(() -> new AdamW<Float>().setDecay(-1)).hasMessageContaining("decay");
    assertThatThrownBy(() -> new RMSprop<Float>().setMomentum(1)).hasMessageContaining("momentum");
    assertThatThrownBy(() -> new Adagrad<Float>().setEpsilon(0)).hasMessageContaining("epsilon");
    assertThatThrownBy(() -> new Adam<Float>().setLearningRate(-1))
        .hasMessageContaining("learningRate");
    assertThatThrownBy(() -> new Adam<Float>().setSteps(0)).hasMessageContaining("steps");
    assertThatThrownBy(() -> new Adam<Float>().setEpochs(0)).hasMessageContaining("epochs");
    assertThatThrownBy(() -> new Adam<Float>().setStepsPerEpoch(0))
        .hasMessageContaining("stepsPerEpoch");
    assertThatThrownBy(() -> new PrimalAveraging<Float>().setAveraging(0))
        .hasMessageContaining("averaging");
    assertThatThrownBy(() -> new Adam<Float>().setSchedule("sgd"))
        .hasMessageContaining("one schedule");
    assertThatThrownBy(() -> new Adam<Float>().setSchedule("plateau"))
        .hasMessageContaining("one schedule");
  }

  @Test
  void coreMethod_ofEveryMethod_isWhatItsTextSays() {
    assertThat(new AdamW<Float>().setDecay(0.1).setLearningRate(0.01).coreMethod())
        .isEqualTo(sparkoptim.core.OptimMethod.parse("adamw(decay=0.1) + constant(0.01)"));
    assertThat(new PrimalAveraging<Float>().setAveraging("linear(0.9, 0.1)").coreMethod())
        .isEqualTo(sparkoptim.core.OptimMethod.parse("spa(linear(0.9, 0.1)) + constant(0.1)"));
    assertThat(new ScheduleFreeSGD<Float>().coreMethod())
        .isEqualTo(sparkoptim.core.OptimMethod.parse("schedule-free-sgd + constant(0.1)"));
    assertThat(new StepTunedSGD<Float>().setRange(0.1, 3).coreMethod())
        .isEqualTo(sparkoptim.core.OptimMethod.parse("step-tuned(min=0.1, max=3) + constant(0.1)"));
  }

  @Test
  void averaging_aroundARuleOfInnerProducts_isRefused() {
    assertThatThrownBy(() -> new GeneralizedPrimalAveraging<Float>().setRule("prodigy"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GeneralizedPrimalAveraging: rule must treat every coordinate by");
  }
}
