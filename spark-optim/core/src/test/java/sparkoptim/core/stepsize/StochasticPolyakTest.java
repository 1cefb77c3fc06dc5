// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.Gradient;
import sparkoptim.core.Iteration;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.testing.Golden;
import sparkoptim.core.testing.LeastSquares;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.Quadratic;
import sparkoptim.core.testing.ResumeCheck;

final class StochasticPolyakTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "default | sgd + sps",
        "bounds  | sgd + sps(0.2, 0.001, 0.6, 1.5, 0.1)",
        "max     | sgd + sps(1, max=0.5, growth=Infinity)",
      })
  void run_leastSquares_isTheGoldenOne(String vector, String method) {
    JsonNode steps = Golden.vector("sps/" + vector);
    OptimMethod parsed = OptimMethod.parse(method);
    Loop loop = new Loop(parsed, new LeastSquares(), steps.size(), 0, new double[2]);
    for (JsonNode expected : steps) {
      assertThat(loop.next().stepSize())
          .isCloseTo(expected.get("eta").doubleValue(), within(Golden.TOLERANCE));
      assertThat(loop.served())
          .containsExactly(Golden.doubles(expected.get("w")), within(Golden.TOLERANCE));
    }
  }

  /** The rule's gradient is the one that the step came from: the bits of the steps, written out. */
  @ParameterizedTest
  @MethodSource("sparkoptim.core.testing.LinearCase#matrix")
  void run_anyProblem_isTheFormula(LinearCase problem) {
    StochasticObjective twin = problem.objective(10);
    OptimMethod method = OptimMethod.parse("sgd + sps(0.5, max=2, growth=Infinity)");
    Loop loop = new Loop(method, problem.objective(10), 7, 0, problem.point(1));
    double[] x = problem.point(1).clone();
    Gradient gradient = new Gradient(x.length);
    while (loop.begin()) {
      double loss = twin.batch(loop.step()).evaluate(x, gradient);
      double square = 0;
      for (double g : gradient.values) {
        square += g * g;
      }
      double eta = Math.min(loss / (0.5 * square), 2);
      Iteration made = loop.next();
      assertThat(made.loss()).isCloseTo(loss, within(1e-12));
      assertThat(made.stepSize()).isCloseTo(eta, within(1e-10 * eta));
      for (int i = 0; i < x.length; i++) {
        x[i] -= eta * gradient.values[i];
      }
      assertThat(loop.served()).containsExactly(x, within(1e-9));
    }
  }

  /** With c = 1/2 one step solves any quadratic of one curvature whose least value is known. */
  @Test
  void step_oneCurvature_reachesTheMinimum() {
    OptimMethod method = OptimMethod.parse("sgd + sps(growth=Infinity)");
    Loop loop = new Loop(method, new Quadratic(3, 3), 2, 0, new double[] {1, -2});
    assertThat(loop.next().stepSize()).isCloseTo(1 / 3.0, within(1e-15));
    assertThat(loop.served()).containsExactly(new double[] {0, 0}, within(1e-15));
    assertThat(loop.next().stepSize()).isZero();
  }

  @Test
  void step_lossBelowLeast_leavesPointAndBound() {
    OptimMethod method = OptimMethod.parse("sgd + sps(least=100, growth=2, first=0.1)");
    Loop loop = new Loop(method, new Quadratic(1), 2, 0, new double[] {1});
    assertThat(loop.next().stepSize()).isZero();
    assertThat(loop.served()).isEqualTo(new double[] {1});
  }

  @Test
  void restore_atAnyStep_continuesWithTheSameBits() {
    LinearCase problem = LinearCase.softmax().penalised(0.1);
    OptimMethod method = OptimMethod.parse("sgd + sps(first=0.01)");
    ResumeCheck.assertSameBits(
        () -> new Loop(method, problem.objective(10), 9, 0, problem.point(1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "sps + adam; sps needs an update rule without momentum or scaling",
        "sps + sgd(0.9); sps needs an update rule without momentum or scaling",
        "sps + svrg + sgd; sps needs a gradient estimator that adds nothing to the gradient",
        "sps + local; sps needs an update rule that takes one gradient a step",
      })
  void parts_thatDoNotFit_areRefused(String method, String message) {
    assertThatThrownBy(() -> OptimMethod.parse(method))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "c=0; c must be finite and > 0, was 0.0",
        "least=Infinity; least must be finite, was Infinity",
        "max=0; max must be > 0, was 0.0",
        "growth=0.5; growth must be >= 1, was 0.5",
        "first=0; first must be finite and > 0, was 0.0",
      })
  void setting_outOfRange_isRefused(String setting, String message) {
    assertThatThrownBy(() -> OptimMethod.parse("sps(" + setting + ")"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(": sps: " + message);
  }
}
