// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.MarginOracle;
import sparkoptim.core.MarginPoint;
import sparkoptim.core.testing.LinearCase;

/** Margins remembered at a point are an economy: the bits are those of computing them again. */
final class RememberedMarginsTest {
  private static MarginPoint point(LinearCase problem, int seed) {
    double[] values = problem.point(seed);
    MarginPoint point = new MarginPoint(values.length);
    System.arraycopy(values, 0, point.point, 0, values.length);
    return point;
  }

  /** Returns the gradient, and behind it the mean curvature and its change. */
  private static double[] evaluated(
      MarginOracle oracle, MarginPoint at, MarginPoint keep, MarginPoint since) {
    double[] gradient = new double[at.point.length];
    double[] curvature = new double[2 * oracle.model().outputs()];
    oracle.evaluate(at, keep, since, gradient, curvature);
    double[] all = Arrays.copyOf(gradient, gradient.length + curvature.length);
    System.arraycopy(curvature, 0, all, gradient.length, curvature.length);
    return all;
  }

  @ParameterizedTest
  @MethodSource("sparkoptim.core.testing.LinearCase#matrix")
  void evaluate_sinceARestoredPoint_hasTheBitsOfForgetting(LinearCase problem) {
    MarginOracle oracle = problem.objective(0).margins();
    MarginPoint since = point(problem, 1);
    MarginPoint keep = point(problem, 2);
    for (int seed = 3; seed < 6; seed++) {
      MarginPoint at = point(problem, seed);
      MarginOracle forgetful = problem.forgetting().objective(0).margins();
      assertThat(evaluated(oracle, at, keep, since))
          .isEqualTo(
              evaluated(forgetful, point(problem, seed), point(problem, 2), point(problem, 1)));
      keep = at;
    }
  }

  /** A run that goes on from a checkpoint asks for the metric's point in every step. */
  @Test
  void evaluate_sinceARestoredPoint_computesItsMarginsOnce() {
    AtomicLong slopes = new AtomicLong();
    LinearCase problem = LinearCase.logistic().with(new CountedLoss(slopes));
    MarginOracle oracle = problem.objective(0).margins();
    MarginPoint since = point(problem, 1);
    MarginPoint keep = point(problem, 2);
    evaluated(oracle, keep, keep, since);
    for (int seed = 3; seed < 6; seed++) {
      MarginPoint at = point(problem, seed);
      slopes.set(0);
      evaluated(oracle, at, keep, since);
      assertThat(slopes.get()).isEqualTo(oracle.model().rows());
      keep = at;
    }
  }
}
