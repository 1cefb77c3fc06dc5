// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Oracle;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.WholeSpace;

/** What adam, adamw, rmsprop and adagrad refuse and offer, and their edges. */
final class BaselineSettingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "adam(beta1=1) | adam: beta1 must be in [0, 1), was 1.0",
        "adam(beta1=-0.1) | adam: beta1 must be in [0, 1), was -0.1",
        "adam(beta2=NaN) | adam: beta2 must be in [0, 1), was NaN",
        "adam(epsilon=0) | adam: epsilon must be > 0 and finite, was 0.0",
        "adamw(beta2=1) | adamw: beta2 must be in [0, 1), was 1.0",
        "adamw(epsilon=Infinity) | adamw: epsilon must be > 0 and finite, was Infinity",
        "adamw(decay=-1) | adamw: decay must be >= 0 and finite, was -1.0",
        "adamw(decay=NaN) | adamw: decay must be >= 0 and finite, was NaN",
        "adamax(beta1=1) | adamax: beta1 must be in [0, 1), was 1.0",
        "adamax(beta2=-1) | adamax: beta2 must be in [0, 1), was -1.0",
        "adamax(epsilon=0) | adamax: epsilon must be > 0 and finite, was 0.0",
        "adadelta(smoothing=1) | adadelta: smoothing must be in [0, 1), was 1.0",
        "adadelta(epsilon=0) | adadelta: epsilon must be > 0 and finite, was 0.0",
        "ftrl(power=-1) | ftrl: power must be finite and >= 0, was -1.0",
        "ftrl(initialAccumulator=-1) | ftrl: initialAccumulator must be finite and >= 0, was -1.0",
        "ftrl(l1=Infinity) | ftrl: l1 must be finite and >= 0, was Infinity",
        "ftrl(l2=-1) | ftrl: l2 must be finite and >= 0, was -1.0",
        "lars(momentum=1) | lars: momentum must be in [0, 1), was 1.0",
        "lars(trust=0) | lars: trust must be finite and > 0, was 0.0",
        "lars(decay=-1) | lars: decay must be finite and >= 0, was -1.0",
        "lars(zeroRatio=0) | lars: zeroRatio must be finite and > 0, was 0.0",
        "rmsprop(smoothing=1) | rmsprop: smoothing must be in [0, 1), was 1.0",
        "rmsprop(epsilon=-1) | rmsprop: epsilon must be > 0 and finite, was -1.0",
        "rmsprop(momentum=1) | rmsprop: momentum must be in [0, 1), was 1.0",
        "adagrad(-1) | adagrad: initialAccumulator must be >= 0 and finite, was -1.0",
        "adagrad(epsilon=NaN) | adagrad: epsilon must be >= 0 and finite, was NaN",
        "adagrad(epsilon=0)"
            + " | adagrad: epsilon must be > 0 where initialAccumulator is 0, was 0.0",
      })
  void setting_outOfRange_isRefusedWithItsValue(String text, String message) {
    assertThatThrownBy(() -> OptimMethod.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(": " + message);
  }

  @Test
  void offers_proximalUnlessThereIsMomentumOutsideTheMetric() {
    assertThat(Adam.DEFAULT.offers()).contains(Capability.ONE_EVALUATION, Capability.PROXIMAL);
    assertThat(AdamW.DEFAULT.offers()).contains(Capability.ONE_EVALUATION, Capability.PROXIMAL);
    assertThat(RmsProp.DEFAULT.offers()).contains(Capability.ONE_EVALUATION, Capability.PROXIMAL);
    assertThat(Adagrad.DEFAULT.offers()).contains(Capability.ONE_EVALUATION, Capability.PROXIMAL);
    assertThat(new RmsProp(0.9, 1e-8, false, 0.5).offers())
        .containsExactly(Capability.ONE_EVALUATION);
  }

  @Test
  void adamW_withoutDecay_hasTheBitsOfAdam() {
    RecordedGradients gradients = new RecordedGradients(500, 7);
    assertThat(gradients.run("adamw(decay=0)", 0.01)).isDeepEqualTo(gradients.run("adam", 0.01));
  }

  /**
   * The variance is 0: as computed, mean square less squared mean falls below it for some of these.
   */
  @Test
  void rmsProp_centeredOnConstantGradients_staysFinite() {
    UpdateRule.Run run = start("rmsprop(0.9, 1e-8, true)", 50);
    Oracle oracle = gradients(values -> Arrays.setAll(values, i -> 1.0 / (i + 1)));
    for (int k = 0; k < 1000; k++) {
      run.step(k, 1e-12, oracle);
      for (double value : run.served()) {
        assertThat(value).isBetween(0.0, 1.0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "adam",
        "adam(amsgrad=true)",
        "rmsprop",
        "rmsprop(centered=true)",
        "adagrad",
        "ftrl",
        "lars(decay=0)"
      })
  void zeroGradients_leaveThePointWhereItIs(String rule) {
    UpdateRule.Run run = start(rule, 3);
    for (int k = 0; k < 10; k++) {
      run.step(k, 0.1, constant(0));
    }
    assertThat(run.served()).containsOnly(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd",
        "sgd(0.9, 0.5)",
        "sgd(0.9, nesterov=true)",
        "adam(amsgrad=true)",
        "adamw",
        "rmsprop(centered=true, momentum=0.5)",
        "adagrad",
        "ftrl",
        "lars"
      })
  void noCoordinateHeld_stepsStillReturnTheLoss(String rule) {
    UpdateRule.Run run = start(rule, 0);
    assertThat(run.step(0, 0.1, constant(1))).isEqualTo(7);
    assertThat(run.step(1, 0.1, constant(1))).isEqualTo(7);
    assertThat(run.served()).isEmpty();
  }

  private static UpdateRule.Run start(String rule, int size) {
    double[] point = new double[size];
    Arrays.fill(point, 1);
    RunContext context = new RunContext(new WholeSpace(size), new Plan(1, 10_000, 1));
    return OptimMethod.parse(rule).rule().start(context, point);
  }

  private static Oracle constant(double value) {
    return gradients(values -> Arrays.fill(values, value));
  }

  private static Oracle gradients(Consumer<double[]> fill) {
    return new Oracle() {
      @Override
      public double evaluate(double[] point, Gradient gradient) {
        fill.accept(gradient.values);
        return 7;
      }

      @Override
      public double localEpoch(double[] point, double eta) {
        throw new UnsupportedOperationException("gradients only");
      }
    };
  }
}
