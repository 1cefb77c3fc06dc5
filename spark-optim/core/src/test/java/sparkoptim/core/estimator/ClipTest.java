// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Capability;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Gradient;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.Quadratic;

final class ClipTest {
  private static final double OFF = Double.POSITIVE_INFINITY;
  private static final double ROUNDING = 1e-14;

  /** What a clip makes of a gradient: the unit quadratic's at the same point. */
  private static double[] clipped(double value, double norm, double... gradient) {
    double[] curvatures = new double[gradient.length];
    Arrays.fill(curvatures, 1);
    StochasticObjective objective = new Quadratic(curvatures);
    var run =
        new Clip(Plain.DEFAULT, value, norm)
            .start(new RunContext(objective.space(), new Plan(1, 9, 1)), objective);
    Gradient result = new Gradient(gradient.length);
    run.begin(3, gradient);
    assertThat(run.evaluate(gradient, result))
        .isEqualTo(objective.full().evaluate(gradient, new Gradient(gradient.length)));
    return result.values;
  }

  @Test
  void value_everyCoordinate_isCut() {
    assertThat(clipped(2, OFF, 3, -0.5, -7, 2, 0)).containsExactly(2, -0.5, -2, 2, 0);
  }

  /** As PyTorch 2: 5 becomes 1 / 5.000001 of the gradient. */
  @Test
  void norm_longGradient_isScaledAsPyTorchDoes() {
    double factor = 1 / (5 + 1e-6);
    assertThat(clipped(OFF, 1, 3, 0, -4)).containsExactly(3 * factor, 0, -4 * factor);
  }

  @ParameterizedTest
  @ValueSource(doubles = {5.1, 1e9, OFF})
  void norm_shortGradient_keepsItsBits(double norm) {
    assertThat(clipped(OFF, norm, 3, 0.1, -4)).containsExactly(3, 0.1, -4);
  }

  @Test
  void both_valueComesFirst() {
    double factor = 1 / (Math.sqrt(8) + 1e-6);
    assertThat(clipped(2, 1, 30, -40))
        .containsExactly(new double[] {2 * factor, -2 * factor}, within(ROUNDING));
  }

  @Test
  void norm_ofZero_staysZero() {
    assertThat(clipped(OFF, 1, 0, 0)).containsExactly(0, 0);
  }

  @Test
  void norm_notFinite_isDivergence() {
    assertThatThrownBy(() -> clipped(OFF, 1, 1e200, 1))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("diverged at step 3: the norm of the gradient is Infinity");
  }

  @ParameterizedTest
  @CsvSource({
    "plain + sgd(0.9) + constant(0.2)",
    "alpha-svrg(alpha=0.5) + adam",
    "sarah(3) + sgd + bb(0.2)",
    "l-svrg(0.4) + sgd + bb(0.2)",
    "saga + sgd",
    "storm + sgd",
    "svrg + step-tuned"
  })
  void bothOff_hasTheBitsOfTheInner(String text) {
    OptimMethod inner = OptimMethod.parse(text);
    Clip clip = new Clip(inner.estimator(), OFF, OFF);
    OptimMethod outer = new OptimMethod(clip, inner.rule(), inner.stepSize(), inner.average());
    LinearCase problem = LinearCase.logistic().penalised(0.1);
    Loop one = new Loop(inner, problem.objective(10), 11, 0, problem.point(1));
    Loop other = new Loop(outer, problem.objective(10), 11, 0, problem.point(1));
    while (one.begin()) {
      assertThat(other.next()).isEqualTo(one.next());
      assertThat(other.served()).isEqualTo(one.served());
      assertThat(other.snapshot() == null).isEqualTo(one.snapshot() == null);
    }
    assertThat(other.passes()).isEqualTo(one.passes());
  }

  /** Gradients are clipped after the correction, the penalty's part included. */
  @Test
  void svrg_correctedGradient_isClippedOnEveryEvaluation() {
    LinearCase problem = LinearCase.softmax().penalised(0.5);
    double norm = 0.2;
    GradientEstimator.Run plain = start(new Svrg(0), problem);
    GradientEstimator.Run clipped = start(new Clip(new Svrg(0), OFF, norm), problem);
    int size = problem.point(0).length;
    plain.begin(0, problem.point(1));
    clipped.begin(0, problem.point(1));
    for (int seed = 2; seed < 5; seed++) {
      Gradient expected = new Gradient(size);
      Gradient actual = new Gradient(size);
      plain.evaluate(problem.point(seed), expected);
      clipped.evaluate(problem.point(seed), actual);
      double square = 0;
      for (double g : expected.values) {
        square += g * g;
      }
      assertThat(square).isGreaterThan(norm * norm);
      for (int i = 0; i < size; i++) {
        assertThat(actual.values[i])
            .isCloseTo(expected.values[i] * norm / (Math.sqrt(square) + 1e-6), within(1e-14));
      }
    }
  }

  private static GradientEstimator.Run start(GradientEstimator estimator, LinearCase problem) {
    StochasticObjective objective = problem.objective(10);
    return estimator.start(new RunContext(objective.space(), new Plan(4, 9, 1)), objective);
  }

  @Test
  void traits_areTheInnersButForRowSteps() {
    assertThat(new Clip(Svrg.DEFAULT, 1, 1).offers()).containsExactly(Capability.SNAPSHOT);
    assertThat(Clip.DEFAULT.offers()).isEmpty();
    assertThat(new Clip(Saga.DEFAULT, 1, 1).needs()).isEqualTo(Saga.DEFAULT.needs());
    assertThat(new Clip(Sarah.DEFAULT, 1, 1).passes(1, Set.of(), 10))
        .isEqualTo(Sarah.DEFAULT.passes(1, Set.of(), 10));
    assertThatThrownBy(() -> OptimMethod.parse("clip + local"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("local needs a gradient estimator with single-row steps");
    assertThatThrownBy(() -> OptimMethod.parse("clip + sampled-newton"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("sampled-newton needs a gradient estimator that adds nothing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "clip(clip(svrg))| clip: of must be an estimator that does not clip, was"
            + " clip(of=svrg(every=0), value=Infinity, norm=1.0)",
        "clip(value=0)| clip: value must be > 0, was 0.0",
        "clip(value=NaN)| clip: value must be > 0, was NaN",
        "clip(norm=-1)| clip: norm must be > 0, was -1.0"
      })
  void settings_outOfRange_areRefused(String text, String message) {
    assertThatThrownBy(() -> OptimMethod.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(message);
  }

  @Test
  void of_null_isRefused() {
    assertThatThrownBy(() -> new Clip(null, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("clip: of must be given, was null");
  }

  @Test
  void text_innerEstimator_isPrintedAndParsed() {
    OptimMethod method = OptimMethod.parse("clip(alpha-svrg(0.5), norm=2) + adamw");
    assertThat(method.toString())
        .startsWith(
            "clip(of=alpha-svrg(alpha=constant(value=0.5), every=0, epochs=0), value=Infinity,"
                + " norm=2.0) + adamw");
    assertThat(OptimMethod.parse(method.toString())).isEqualTo(method);
  }
}
