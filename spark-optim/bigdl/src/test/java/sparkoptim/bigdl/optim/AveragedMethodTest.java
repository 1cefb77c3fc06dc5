// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.intel.analytics.bigdl.dllib.optim.OptimMethod;
import com.intel.analytics.bigdl.dllib.optim.SGD;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.IterateAverage;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.WholeSpace;

class AveragedMethodTest {
  private static final Recorded RECORDED = Recorded.of(7, 40);

  private static SGD<Double> sgd() {
    return new SGD<>(
        0.1, 0, 0, 0.9, 0, false, new SGD.Default(), null, null, Doubles.TAG, Doubles.NUMERIC);
  }

  static Stream<AveragedMethod<Double, ?>> methods() {
    return Stream.of(
        new ExponentialMovingAverage<>(sgd()).setDecay(0.9).setLastStep(40),
        new ExponentialMovingAverage<>(sgd()).setDecay(0.9).setBiasCorrected(true).setLastStep(40),
        new StochasticWeightAveraging<>(sgd()).setStart(0.5).setEvery(3).setLastStep(40),
        new StochasticWeightAveraging<>(sgd()).setLastStep(40).setStepsPerEpoch(4),
        new TwoPointAverage<>(sgd()).setGap(9).setLastStep(40),
        new TwoPointAverage<>(sgd()).setLastStep(40).setStepsPerEpoch(10),
        new ExponentialMovingAverage<>(new Adam<Double>()).setDecay(0.5).setLastStep(40));
  }

  /** What core's average makes of the points of the method alone. */
  private static double[] expected(AveragedMethod<Double, ?> method, long stepsPerEpoch) {
    double[][] points = RECORDED.bigdl(method.method().clone());
    RunContext setup =
        new RunContext(new WholeSpace(RECORDED.start().length), new Plan(stepsPerEpoch, 40, 1));
    IterateAverage.Run run = method.rule().start(setup, RECORDED.start());
    for (int k = 0; k < points.length; k++) {
      run.add(k, points[k]);
    }
    return run.value(points[points.length - 1]);
  }

  private static long stepsPerEpoch(AveragedMethod<Double, ?> method) {
    return method instanceof TwoPointAverage ? 10 : 4;
  }

  @ParameterizedTest
  @MethodSource("methods")
  void lastStep_writesCoresAverage(AveragedMethod<Double, ?> method) {
    double[] expected = expected(method, stepsPerEpoch(method));
    double[][] alone = RECORDED.bigdl(method.method().clone());
    double[][] points = RECORDED.bigdl(method);
    assertThat(Arrays.copyOf(points, 39)).isDeepEqualTo(Arrays.copyOf(alone, 39));
    assertThat(points[39]).isEqualTo(expected).isNotEqualTo(alone[39]);
    assertThat(method.average()).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void slices_giveTheSameAsTheWhole(AveragedMethod<Double, ?> method) {
    @SuppressWarnings("unchecked")
    AveragedMethod<Double, ?> other = (AveragedMethod<Double, ?>) method.clone();
    double[] expected = expected(method, stepsPerEpoch(method));
    // BigDL's SGD multiplies by MKL, whose last bit may depend on the length.
    assertThat(RECORDED.bigdl(method, 0, 3)[39])
        .containsExactly(Arrays.copyOfRange(expected, 0, 3), within(1e-14));
    assertThat(RECORDED.bigdl(other, 3, 7)[39])
        .containsExactly(Arrays.copyOfRange(expected, 3, 7), within(1e-14));
  }

  @Test
  void stepAfterTheLast_isRefused() {
    OptimMethod<Double> method = new ExponentialMovingAverage<>(sgd()).setLastStep(39);
    assertThatThrownBy(() -> RECORDED.bigdl(method))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the last step, 39, is over");
  }

  @Test
  void average_beforeTheFirstStep_isRefused() {
    assertThatThrownBy(() -> new ExponentialMovingAverage<>(sgd()).average())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("setLastStep");
  }

  @Test
  void average_thatNeedsLengths_isRefusedWithout() {
    assertThatThrownBy(() -> RECORDED.bigdl(new TwoPointAverage<>(sgd()).setGap(3)))
        .hasMessageContaining("setLastStep(n)");
    assertThatThrownBy(() -> RECORDED.bigdl(new TwoPointAverage<>(sgd()).setLastStep(40)))
        .hasMessageContaining("gap counts epochs");
    assertThatThrownBy(() -> RECORDED.bigdl(new StochasticWeightAveraging<>(sgd()).setEvery(1)))
        .hasMessageContaining("setLastStep(n)");
    assertThatThrownBy(() -> RECORDED.bigdl(new StochasticWeightAveraging<>(sgd()).setLastStep(40)))
        .hasMessageContaining("every counts epochs");
  }

  @Test
  void average_ofWhatAverages_isRefused() {
    assertThatThrownBy(() -> new ExponentialMovingAverage<>(new ScheduleFreeSGD<Double>()))
        .hasMessageContaining("ScheduleFreeSGD");
    assertThatThrownBy(() -> new TwoPointAverage<>(new ExponentialMovingAverage<>(sgd())))
        .hasMessageContaining("ExponentialMovingAverage");
    assertThatThrownBy(() -> new ExponentialMovingAverage<>(new StepTunedSGD<Double>()))
        .hasMessageContaining("SparkOptimizer");
    assertThatThrownBy(() -> new ExponentialMovingAverage<Double>(null))
        .hasMessageContaining("method");
  }

  @Test
  void badSettings_areRefusedByName() {
    assertThatThrownBy(() -> new ExponentialMovingAverage<>(sgd()).setDecay(1))
        .hasMessageContaining("decay");
    assertThatThrownBy(() -> new StochasticWeightAveraging<>(sgd()).setStart(1))
        .hasMessageContaining("start");
    assertThatThrownBy(() -> new TwoPointAverage<>(sgd()).setGap(-1)).hasMessageContaining("gap");
    assertThatThrownBy(() -> new TwoPointAverage<>(sgd()).setLastStep(0))
        .hasMessageContaining("lastStep");
  }
}
