// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.probe.OptimalCoefficient.Look;
import sparkoptim.core.testing.Golden;
import sparkoptim.core.testing.LeastSquares;
import sparkoptim.core.testing.LinearCase;

final class OptimalCoefficientTest {
  private static final JsonNode E4 = Golden.vector("svrg/E4_optimal_coefficient");

  private static Look look(double[] snapshot, double... query) {
    Loop run = ProbedRuns.at(new LeastSquares(), query);
    return ProbedRuns.look(
        run, (Consumer<Look> to) -> new OptimalCoefficient(0, ignored -> snapshot, to));
  }

  private static Look golden() {
    return look(Golden.doubles(E4.get("snapshot")), Golden.doubles(E4.get("w")));
  }

  @Test
  void look_leastSquares_isTheGoldenOne() {
    Look look = golden();
    assertThat(look.each())
        .containsExactly(Golden.doubles(E4.get("alpha_star")), within(Golden.TOLERANCE));
    assertThat(look.here()).isCloseTo(E4.get("var_sgd").doubleValue(), within(Golden.TOLERANCE));
    assertThat(look.variance(1))
        .isCloseTo(E4.get("var_svrg").doubleValue(), within(Golden.TOLERANCE));
    assertThat(look.best()).isCloseTo(E4.get("var_opt").doubleValue(), within(Golden.TOLERANCE));
  }

  @Test
  void look_samePoint_isOne() {
    double[] w = Golden.doubles(E4.get("w"));
    Look look = look(w, w);
    assertThat(look.each())
        .containsExactly(Golden.doubles(E4.get("same_point")), within(Golden.TOLERANCE));
    assertThat(look.pooled()).isCloseTo(1, within(Golden.TOLERANCE));
    assertThat(look.best()).isCloseTo(0, within(1e-15));
  }

  /** The parabola {@code variance(alpha)} is the variance ratio's, and lowest at the pooled one. */
  @Test
  void pooled_leastSquares_minimisesTheVariance() {
    Look look = golden();
    double pooled = look.pooled();
    assertThat(look.variance(pooled)).isGreaterThan(look.best());
    for (double alpha : new double[] {-1, 0, 0.3, pooled, pooled + 1e-3, pooled - 1e-3, 1, 2}) {
      double measured =
          ProbedRuns.look(
                  ProbedRuns.at(new LeastSquares(), Golden.doubles(E4.get("w"))),
                  (Consumer<VarianceRatio.Look> to) ->
                      new VarianceRatio(0, alpha, ignored -> new double[2], to))
              .reduced();
      assertThat(look.variance(alpha)).isCloseTo(measured, within(Golden.TOLERANCE));
      assertThat(measured).isGreaterThanOrEqualTo(look.variance(pooled));
    }
    double slope = (look.variance(pooled + 1e-4) - look.variance(pooled - 1e-4)) / 2e-4;
    assertThat(slope).isCloseTo(0, within(1e-10));
  }

  /** Far from a snapshot near the optimum, or on its other side, the ratios leave [-2, 2]. */
  @Test
  void each_farFromTheSnapshot_isClamped() {
    double[] near = {0.75, 0.8};
    assertThat(look(near, -50, -60).each()).containsExactly(2, 2);
    assertThat(look(near, 50, 60).each()).containsExactly(-2, -2);
    assertThat(look(near, -50, -60).pooled()).isGreaterThan(2);
  }

  /** Gradients that do not vary at the snapshot leave nothing to correct with. */
  @Test
  void each_noVariance_isZero() {
    Bowl alikeAtZero = new Bowl((step, x) -> (1 + step) * x * x / 2, (step, x) -> (1 + step) * x);
    Look look =
        ProbedRuns.look(
            ProbedRuns.at(alikeAtZero, 1),
            (Consumer<Look> to) -> new OptimalCoefficient(0, ignored -> new double[1], to));
    assertThat(look.each()).containsExactly(0);
    assertThat(look.pooled()).isZero();
    assertThat(look.best()).isEqualTo(look.here()).isCloseTo(2.0 / 3, within(1e-15));
  }

  @Test
  void run_logisticRegression_coordinatesDoBetterThanOneForAll() {
    LinearCase problem = LinearCase.softmax();
    List<Look> looks = new ArrayList<>();
    OptimMethod method = OptimMethod.parse("svrg + sgd + constant(0.5)");
    Loop run = new Loop(method, problem.objective(5), 16, 0, problem.point(1));
    run.probe(1, OptimalCoefficient.of(looks::add));
    run.forEachRemaining(iteration -> {});
    assertThat(looks.get(0).pooled()).as("no snapshot yet").isNaN();
    assertThat(looks.get(0).each()).isNull();
    for (Look look : looks.subList(1, 16)) {
      double pooled = look.variance(look.pooled());
      assertThat(look.best()).isLessThanOrEqualTo(pooled * (1 + 1e-12));
      assertThat(pooled).isLessThanOrEqualTo(Math.min(look.here(), look.variance(1)));
      assertThat(look.each()).hasSize(run.query().length);
    }
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertThatThrownBy(() -> new OptimalCoefficient(-1, Place.SNAPSHOT, look -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("optimal coefficient: batches must be >= 0 (0: all of an epoch), was -1");
  }
}
