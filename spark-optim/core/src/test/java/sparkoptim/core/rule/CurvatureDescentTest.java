// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.testing.Golden;
import sparkoptim.core.testing.LeastSquares;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.Quadratic;
import sparkoptim.core.testing.ResumeCheck;
import sparkoptim.core.testing.Saddle;

final class CurvatureDescentTest {
  private static final Plan PLAN = new Plan(1, 100, 1);

  private static final OptimMethod METHOD = OptimMethod.parse("curvature-descent + constant(0.5)");

  @Test
  void quadratic_isTheGoldenRun() {
    golden("quad", new Quadratic(1, 4), 1, 1);
  }

  @Test
  void saddle_isTheGoldenRun() {
    golden("saddle", new Saddle(), 0.1, 0.5);
  }

  private static void golden(String part, StochasticObjective objective, double... start) {
    JsonNode steps = Golden.vector("steptuned/A5_full_batch_gd_curvature").get(part);
    Loop loop = new Loop(METHOD, objective, steps.size(), 0, start);
    assertThat(steps).hasSize(4);
    for (JsonNode expected : steps) {
      loop.next();
      assertThat(loop.served())
          .containsExactly(Golden.doubles(expected.get("x")), within(Golden.TOLERANCE));
      assertThat(LoopState.of(loop).numbers().get("rule.gamma"))
          .isCloseTo(expected.get("gamma_used").doubleValue(), within(Golden.TOLERANCE));
    }
  }

  @Test
  void start_severalMiniBatches_namesStepTuned() {
    assertThatThrownBy(() -> new Loop(METHOD, new LeastSquares(), 8, 0, new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "curvature-descent takes full gradients: an epoch must be 1 step, was 4 mini-batches;"
                + " step-tuned is its form for mini-batches");
  }

  @Test
  void step_stationaryStart_staysAndTakesNu() {
    Loop loop = new Loop(METHOD, new Quadratic(1, 4), 3, 0, new double[2]);
    loop.forEachRemaining(iteration -> {});
    assertThat(loop.served()).isEqualTo(new double[2]);
    assertThat(LoopState.of(loop).numbers().get("rule.gamma")).isEqualTo(2);
  }

  @Test
  void step_afterAStepOfLengthZero_takesNu() {
    Quadratic quadratic = new Quadratic(4);
    UpdateRule.Run run =
        new CurvatureDescent(1.5).start(new RunContext(quadratic.space(), PLAN), new double[] {1});
    run.step(0, 0, quadratic);
    run.step(1, 0.1, quadratic);
    assertThat(run.served()).containsExactly(new double[] {1 - 0.1 * 1.5 * 4}, within(1e-15));
  }

  @Test
  void step_gradientOverflows_throws() {
    double[] huge = {1e153, 1e153};
    Loop loop = new Loop(METHOD, new Quadratic(1e2, 1e2), 3, 0, huge);
    loop.next();
    assertThatThrownBy(loop::next)
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("step 1: the squared norm of the gradient is Infinity");
  }

  @Test
  void restore_atAnyStep_continuesWithTheSameBits() {
    LinearCase problem = LinearCase.logistic().penalised(0.1);
    ResumeCheck.assertSameBits(
        () -> new Loop(METHOD, problem.objective(0), 6, 0, problem.point(1)));
  }

  @Test
  void text_parsesBack() {
    OptimMethod method = OptimMethod.parse("curvature-descent(1.5)");
    assertThat(method.rule()).isEqualTo(new CurvatureDescent(1.5));
    assertThat(OptimMethod.parse(method.toString())).isEqualTo(method);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void nu_outOfRange_isRefused(double nu) {
    assertThatThrownBy(() -> new CurvatureDescent(nu))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("curvature-descent: nu must be finite and > 0, was " + nu);
  }
}
