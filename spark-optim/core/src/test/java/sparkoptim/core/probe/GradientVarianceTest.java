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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Snapshot;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.probe.GradientVariance.Look;
import sparkoptim.core.testing.Golden;
import sparkoptim.core.testing.LeastSquares;
import sparkoptim.core.testing.LinearCase;

final class GradientVarianceTest {
  private static final JsonNode E4 = Golden.vector("svrg/E4_optimal_coefficient");

  private static Look look(Loop run, int batches, double coefficient) {
    return ProbedRuns.look(
        run, (Consumer<Look> to) -> new GradientVariance(batches, coefficient, to));
  }

  private static Loop golden() {
    return ProbedRuns.between(
        new LeastSquares(), Golden.doubles(E4.get("snapshot")), Golden.doubles(E4.get("w")));
  }

  @Test
  void total_leastSquares_isTheGoldenVariance() {
    assertThat(look(golden(), 0, 0).total())
        .isCloseTo(E4.get("var_sgd").doubleValue(), within(Golden.TOLERANCE));
    assertThat(look(golden(), 0, 1).total())
        .isCloseTo(E4.get("var_svrg").doubleValue(), within(Golden.TOLERANCE));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.6, 1})
  void look_leastSquares_isTheSlowTwins(double coefficient) {
    Look look = look(golden(), 0, coefficient);
    List<double[]> gradients = gradients(golden(), new long[] {0, 1, 2, 3}, coefficient);
    assertThat(look.step()).isEqualTo(1);
    assertThat(look.cosineDistance())
        .isCloseTo(cosineDistance(gradients), within(Golden.TOLERANCE));
    double[][] covariance = covariance(gradients);
    double half = (covariance[0][0] + covariance[1][1]) / 2;
    double apart = (covariance[0][0] - covariance[1][1]) / 2;
    assertThat(look.total()).isCloseTo(2 * half, within(Golden.TOLERANCE));
    assertThat(look.largest())
        .isCloseTo(
            half + Math.sqrt(apart * apart + covariance[0][1] * covariance[0][1]),
            within(Golden.TOLERANCE));
  }

  /** Two of four batches: the first and the third of the epoch. */
  @Test
  void look_someBatches_areSpreadOverTheEpoch() {
    List<double[]> gradients = gradients(golden(), new long[] {0, 2}, 0);
    double[][] covariance = covariance(gradients);
    assertThat(look(golden(), 2, 0).total())
        .isCloseTo(covariance[0][0] + covariance[1][1], within(Golden.TOLERANCE));
    assertThat(look(golden(), 2, 0).cosineDistance())
        .isCloseTo(cosineDistance(gradients), within(Golden.TOLERANCE));
    assertThat(look(golden(), 9, 0)).as("more than there are").isEqualTo(look(golden(), 0, 0));
  }

  /** Every epoch deals other batches; a look is at those of the run's own. */
  @Test
  void look_secondEpoch_takesItsBatches() {
    LinearCase problem = LinearCase.logistic();
    Loop run = new Loop(OptimMethod.parse("sgd"), problem.objective(10), 8, 0, problem.point(1));
    for (int step = 0; step < 6; step++) {
      run.next();
    }
    double[] means = new double[run.query().length];
    double[] squares = new double[means.length];
    StochasticObjective objective = problem.objective(10);
    Gradient gradient = new Gradient(means.length);
    for (long batch = 4; batch < 8; batch++) {
      objective.batch(batch).evaluate(run.query(), gradient);
      for (int i = 0; i < means.length; i++) {
        means[i] += gradient.values[i] / 4;
        squares[i] += gradient.values[i] * gradient.values[i] / 4;
      }
    }
    double expected = 0;
    for (int i = 0; i < means.length; i++) {
      expected += squares[i] - means[i] * means[i];
    }
    assertThat(look(run, 0, 0).total()).isCloseTo(expected, within(Golden.TOLERANCE));
  }

  /** More coordinates than batches, and fewer: the small matrix has the covariance's spectrum. */
  @ParameterizedTest
  @ValueSource(longs = {2, 5, 18})
  void look_logisticRegression_boundsTheLargestByTheTotal(long batchSize) {
    LinearCase problem = LinearCase.logistic();
    OptimMethod method = OptimMethod.parse("svrg + sgd");
    List<Look> plain = new ArrayList<>();
    List<Look> reduced = new ArrayList<>();
    Loop run = new Loop(method, problem.objective(batchSize), 30, 0, problem.point(1));
    run.probe(1, new GradientVariance(0, 0, plain::add));
    run.probe(1, new GradientVariance(0, 1, reduced::add));
    run.forEachRemaining(iteration -> {});
    List<Look> looks = new ArrayList<>(plain);
    looks.addAll(reduced.subList(1, reduced.size()));
    long batches = problem.objective(batchSize).stepsPerEpoch();
    long rank = Math.min(batches - 1, problem.point(1).length);
    for (Look look : looks) {
      assertThat(look.cosineDistance()).isBetween(0.0, 1.0);
      assertThat(look.largest()).isLessThanOrEqualTo(look.total() * (1 + 1e-14));
      assertThat(look.largest()).isGreaterThanOrEqualTo(look.total() / rank * (1 - 1e-14));
    }
    assertThat(reduced.get(0).total()).as("no snapshot yet").isNaN();
    assertThat(reduced.get(0).cosineDistance()).isNaN();
    assertThat(reduced.get(0).largest()).isNaN();
  }

  /** At the snapshot SVRG's gradients are all the full one. */
  @Test
  void look_atTheSnapshot_svrgDoesNotVary() {
    double[] point = {0.3, 0.7};
    Look look = look(ProbedRuns.between(new LeastSquares(), point, point), 0, 1);
    assertThat(look.total()).isCloseTo(0, within(1e-30));
    assertThat(look.largest()).isCloseTo(0, within(1e-30));
    assertThat(look.cosineDistance()).isCloseTo(0, within(1e-15));
  }

  /** Slopes 0, 1 and -2: the one pair that has directions is opposite. */
  @Test
  void cosineDistance_zeroGradient_isLeftOut() {
    double[] slopes = {0, 1, -2};
    Bowl lines = new Bowl((step, x) -> x * slopes[(int) step], (step, x) -> slopes[(int) step]);
    Look look = look(ProbedRuns.at(lines, 1), 0, 0);
    assertThat(look.cosineDistance()).isEqualTo(1);
    assertThat(look.total()).isCloseTo(14.0 / 9, within(1e-15));
    assertThat(look.largest()).isCloseTo(14.0 / 9, within(1e-15));
  }

  @Test
  void cosineDistance_noPair_isNaN() {
    Bowl flat = new Bowl((step, x) -> 1, (step, x) -> 0);
    assertThat(look(ProbedRuns.at(flat, 1), 0, 0).cosineDistance()).isNaN();
    Look one = look(golden(), 1, 0);
    assertThat(one.cosineDistance()).isNaN();
    assertThat(one.total()).isZero();
    assertThat(one.largest()).isZero();
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertThatThrownBy(() -> new GradientVariance(-1, 0, look -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gradient variance: batches must be >= 0 (0: all of an epoch), was -1");
    assertThatThrownBy(() -> new GradientVariance(0, Double.NaN, look -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gradient variance: coefficient must be finite, was NaN");
  }

  /** {@code g_i(x) - alpha (g_i(s) - mu)}. */
  private static List<double[]> gradients(Loop run, long[] steps, double coefficient) {
    StochasticObjective objective = new LeastSquares();
    Snapshot snapshot = run.snapshot();
    List<double[]> gradients = new ArrayList<>();
    for (long step : steps) {
      Gradient gradient = new Gradient(2);
      objective.batch(step).evaluate(run.query(), snapshot, coefficient, gradient);
      gradients.add(gradient.values);
    }
    return gradients;
  }

  private static double cosineDistance(List<double[]> gradients) {
    double sum = 0;
    int pairs = 0;
    for (double[] a : gradients) {
      for (double[] b : gradients) {
        if (a != b) {
          double cosine = (a[0] * b[0] + a[1] * b[1]) / Math.hypot(a[0], a[1]);
          sum += (1 - cosine / Math.hypot(b[0], b[1])) / 2;
          pairs++;
        }
      }
    }
    return sum / pairs;
  }

  private static double[][] covariance(List<double[]> gradients) {
    double[] mean = new double[2];
    for (double[] gradient : gradients) {
      mean[0] += gradient[0] / gradients.size();
      mean[1] += gradient[1] / gradients.size();
    }
    double[][] covariance = new double[2][2];
    for (double[] gradient : gradients) {
      for (int j = 0; j < 2; j++) {
        for (int k = 0; k < 2; k++) {
          covariance[j][k] += (gradient[j] - mean[j]) * (gradient[k] - mean[k]) / gradients.size();
        }
      }
    }
    return covariance;
  }
}
