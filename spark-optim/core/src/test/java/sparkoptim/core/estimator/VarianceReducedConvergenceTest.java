// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.NaiveLinear;
import sparkoptim.core.testing.Ranks;
import sparkoptim.core.testing.SampleRows;

/** With a constant step the variance-reduced methods end at the optimum, and plain SGD does not. */
final class VarianceReducedConvergenceTest {
  private static final LinearCase PROBLEM = LinearCase.logistic().penalised(0.2);
  private static final int BATCH = 4;
  private static final int EPOCHS = 150;
  private static final int LAST = 100;

  /** Mean norm of the full gradient over the last epochs' steps. */
  private static double restingNorm(String estimator) {
    var objective = PROBLEM.objective(BATCH);
    long steps = EPOCHS * objective.stepsPerEpoch();
    OptimMethod method = OptimMethod.parse(estimator + " + sgd + constant(0.2)");
    Loop loop = new Loop(method, objective, steps, 0, PROBLEM.point(1));
    double sum = 0;
    while (loop.begin()) {
      loop.next();
      sum +=
          loop.step() > steps - LAST ? norm(new NaiveLinear(PROBLEM).gradient(loop.served())) : 0;
    }
    return sum / LAST;
  }

  private static double norm(double[] vector) {
    double square = 0;
    for (double g : vector) {
      square += g * g;
    }
    return Math.sqrt(square);
  }

  @ParameterizedTest
  @ValueSource(strings = {"svrg", "saga", "sarah", "l-svrg", "l-svrg(0.3, 9)"})
  void constantStep_smallLogisticProblem_reachesTheOptimum(String estimator) {
    assertThat(restingNorm(estimator)).isLessThan(1e-9);
  }

  @Test
  void constantStep_plain_stalls() {
    assertThat(restingNorm("plain")).isGreaterThan(1e-2);
  }

  /** A constant weight or coefficient below 1 keeps noise, but less of it. */
  @ParameterizedTest
  @ValueSource(strings = {"storm(0.05)", "alpha-svrg(0.9)"})
  void constantStep_partlyReduced_isBelowPlain(String estimator) {
    assertThat(restingNorm(estimator)).isBetween(1e-9, 0.75 * restingNorm("plain"));
  }

  /** 150 coordinates: three blocks, so that four ranks hold some and one nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "svrg(3) + sgd + bb(0.1)",
        "alpha-svrg(0.5, epochs=2) + adam",
        "saga + sgd(0.9)",
        "sarah(3) + sgd + bb(0.1)",
        "l-svrg(0.3) + sgd",
        "storm + adamw",
        "clip(plain, 0.01, 0.02) + sgd",
        "clip(sarah, norm=0.05) + sgd",
        "clip(saga, norm=0.05) + sgd"
      })
  void run_onRanks_hasTheBitsOfOne(String text) {
    SampleRows rows = SampleRows.random(40, 149, 2, 0.3, 5);
    LinearCase wide = LinearCase.logistic().of(rows).penalised(0.1);
    OptimMethod method = OptimMethod.parse(text);
    Loop whole = new Loop(method, wide.objective(9), 13, 0, wide.point(1));
    whole.forEachRemaining(iteration -> {});
    for (int ranks : new int[] {2, 3, 4}) {
      List<double[]> parts =
          Ranks.run(
              ranks,
              wide.objective(9),
              part -> {
                double[] start = Ranks.part(part.space(), wide.point(1));
                Loop loop = new Loop(method, part, 13, 0, start);
                loop.forEachRemaining(iteration -> {});
                return loop.served();
              });
      assertThat(Ranks.join(parts)).isEqualTo(whole.served());
    }
  }
}
