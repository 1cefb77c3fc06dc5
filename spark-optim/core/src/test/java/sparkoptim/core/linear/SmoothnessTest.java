// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.NaiveLinear;

final class SmoothnessTest {
  private static final Percentage ROUNDING = Percentage.withPercentage(1e-12);

  @Test
  void ofBatch_oneRow_isTheLargest() {
    assertThat(new Smoothness(50, 2, 90).ofBatch(1)).isCloseTo(90, ROUNDING);
  }

  @Test
  void ofBatch_allRows_isTheMean() {
    assertThat(new Smoothness(50, 2, 90).ofBatch(50)).isCloseTo(2, ROUNDING);
    assertThat(new Smoothness(50, 2, 90).ofBatch(5_000)).isCloseTo(2, ROUNDING);
  }

  @Test
  void ofBatch_someRows_isTheFormula() {
    double expected = 50.0 * 9 / (10 * 49) * 2 + 40.0 / (10 * 49) * 90;
    assertThat(new Smoothness(50, 2, 90).ofBatch(10)).isCloseTo(expected, ROUNDING);
  }

  @Test
  void ofBatch_singleRowInAll_isTheLargest() {
    assertThat(new Smoothness(1, 2, 90).ofBatch(1)).isEqualTo(90);
  }

  @Test
  void of_problem_isCurvatureTimesNormsAndThePenalty() {
    LinearCase of = LinearCase.logistic();
    LinearProblem problem = of.problem();
    Smoothness smoothness = Smoothness.of(problem, 7);
    assertThat(smoothness.rows()).isEqualTo(37);
    assertThat(smoothness.mean()).isCloseTo(0.25 * problem.rowNorm(), ROUNDING);
    assertThat(smoothness.largest()).isCloseTo(0.25 * 37 / of.rows().weight() * 7, ROUNDING);
    Smoothness penalised = Smoothness.of(of.penalised(0.5).problem(), 7);
    assertThat(penalised.mean()).isCloseTo(smoothness.mean() + 0.5, ROUNDING);
    assertThat(penalised.largest()).isCloseTo(smoothness.largest() + 0.5, ROUNDING);
    assertThat(Smoothness.of(problem, 0).largest()).isEqualTo(smoothness.mean());
  }

  @Test
  void curvature_losses_areTheirBounds() {
    assertThat(LinearCase.logistic().problem().curvature()).isEqualTo(0.25);
    assertThat(LinearCase.softmax().problem().curvature()).isEqualTo(0.5);
    assertThat(new SquaredLoss().curvature()).isEqualTo(1);
  }

  static Stream<LinearCase> problems() {
    return Stream.concat(
        LinearCase.matrix(), Stream.of(LinearCase.logistic().with(new SquaredLoss())));
  }

  /** A step size cannot be had from them; NaN would hide that. */
  @Test
  void of_unboundedCurvature_isInfinite() {
    LinearProblem problem = LinearCase.logistic().with(PoissonLoss.LOSS).problem();
    Smoothness smoothness = Smoothness.of(problem, 7);
    assertThat(smoothness.mean()).isEqualTo(Double.POSITIVE_INFINITY);
    for (long batch : new long[] {1, 10, 37, 100}) {
      assertThat(smoothness.ofBatch(batch)).isEqualTo(Double.POSITIVE_INFINITY);
    }
  }

  /** What the bounds are for: gradients change by at most L times the distance. */
  @ParameterizedTest
  @MethodSource("problems")
  void bounds_gradientsOfTheMeanAndOfRows_keepThem(LinearCase of) {
    NaiveLinear naive = new NaiveLinear(of);
    double largestNorm = 0;
    for (var blocks : of.blocks()) {
      double norm = RowNorms.largest(List.of(RowNorms.of(blocks, of.intercept())));
      largestNorm = Math.max(largestNorm, norm);
    }
    Smoothness smoothness = Smoothness.of(of.problem(), largestNorm);
    for (int draw = 0; draw < 20; draw++) {
      double[] x = of.point(draw);
      double[] y = of.point(100 + draw);
      double moved = distance(x, y);
      double mean = distance(naive.gradient(x), naive.gradient(y));
      assertThat(mean).isLessThanOrEqualTo(smoothness.mean() * moved);
      for (int row : naive.all()) {
        var single = List.of(row);
        double change = distance(naive.gradient(x, single), naive.gradient(y, single));
        assertThat(change).isLessThanOrEqualTo(smoothness.largest() * moved);
      }
    }
  }

  private static double distance(double[] x, double[] y) {
    double[] squares = new double[x.length];
    Arrays.setAll(squares, i -> (x[i] - y[i]) * (x[i] - y[i]));
    return Math.sqrt(Arrays.stream(squares).sum());
  }
}
