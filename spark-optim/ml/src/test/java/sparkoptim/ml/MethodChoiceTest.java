// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.MethodParts;
import sparkoptim.core.MethodText;
import sparkoptim.core.linear.Smoothness;
import sparkoptim.core.stepsize.Constant;

class MethodChoiceTest {
  private static final Smoothness UNBOUNDED =
      new Smoothness(10, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  private static MethodChoice choice(String method, String learningRate) {
    return new MethodChoice(MethodText.parse(method), learningRate, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"svrg + local", "svrg + sgd", "plain + spa"})
  void auto_curvatureWithoutBound_isRefused(String method) {
    assertThatThrownBy(() -> choice(method, "auto").method(UNBOUNDED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "learningRate must be a number, as the curvature of this loss has no bound, was auto");
  }

  @Test
  void namedStepSize_curvatureWithoutBound_isTaken() {
    assertThat(choice("svrg + local", "0.25").method(UNBOUNDED).stepSize())
        .isEqualTo(new Constant(0.25));
    assertThat(choice("svrg + constant(0.5)", "auto").method(UNBOUNDED).stepSize())
        .isEqualTo(new Constant(0.5));
  }

  /** An L1 penalty needs a proximal step, and sampled Newton a matrix over all coordinates. */
  @ParameterizedTest
  @CsvSource({
    "auto, 100, true, false, 2048, sampled-newton",
    "auto, 100, true, false, 2049, svrg + sgd",
    "auto, 100, true, true, 20, svrg + sgd",
    "auto, 100, false, false, 20, svrg + sgd",
    "auto, 1, true, false, 20, plain + sgd",
    "saga + sgd, 100, true, false, 5000, saga + sgd",
    "sampled-newton, 100, true, false, 5000, sampled-newton"
  })
  void underL1_auto_isSampledNewtonWhereItsMatrixIsAffordable(
      String method, int maxIter, boolean localSteps, boolean gpu, int coordinates, String parts) {
    LogisticRegression stage =
        new LogisticRegression()
            .setOptimMethod(method)
            .setMaxIter(maxIter)
            .setLocalSteps(localSteps);
    MethodParts expected = MethodText.parse(parts);
    MethodParts chosen = MethodChoice.of(stage, gpu).underL1(stage, gpu, coordinates).parts();
    assertThat(chosen.rule()).isEqualTo(expected.rule());
    if (expected.estimator() != null) {
      assertThat(chosen.estimator()).isEqualTo(expected.estimator());
    }
  }

  /** Rules that divide gradients by their own size need no bound. */
  @ParameterizedTest
  @CsvSource({
    "adam, 0.001",
    "svrg + adamw, 0.001",
    "rmsprop, 0.01",
    "adagrad, 0.01",
    "schedule-free-adamw, 0.0025"
  })
  void auto_ruleThatScalesItself_takesItsCustomaryStep(String method, double step) {
    assertThat(choice(method, "auto").method(UNBOUNDED).stepSize()).isEqualTo(new Constant(step));
    assertThat(choice(method, "0.5").method(UNBOUNDED).stepSize()).isEqualTo(new Constant(0.5));
  }
}
