// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Oracle;
import sparkoptim.core.Plan;
import sparkoptim.core.Prox;
import sparkoptim.core.RunContext;
import sparkoptim.core.Space;
import sparkoptim.core.StepSize;
import sparkoptim.core.WholeSpace;
import sparkoptim.core.testing.LeastSquares;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.ResumeCheck;

final class SgdBarzilaiBorweinTest {
  /** A few roundings of numbers around 1. */
  private static final double ROUNDING = 1e-14;

  private static final double UNBOUNDED = Double.POSITIVE_INFINITY;

  private static SgdBarzilaiBorwein raw(double min, double max) {
    return new SgdBarzilaiBorwein(0.3, 1, false, false, min, max);
  }

  /**
   * Step sizes of epochs of one step at given points with given gradients, both in one coordinate,
   * and one epoch more. A step goes to {@code x - eta g}, whatever point the script names next.
   */
  private static List<Double> sizes(StepSize.Run run, double[] points, double[] gradients) {
    Gradient given = new Gradient(1);
    List<Double> sizes = new ArrayList<>();
    for (int step = 0; step < points.length; step++) {
      sizes.add(run.at(step));
      double gradient = gradients[step];
      Oracle oracle = run.watch(scripted(gradient));
      oracle.evaluate(new double[] {points[step]}, given);
      assertThat(given.values[0]).as("unchanged").isEqualTo(gradient);
    }
    sizes.add(run.at(points.length));
    return sizes;
  }

  private static Oracle scripted(double slope) {
    return new Oracle() {
      @Override
      public double evaluate(double[] point, Gradient gradient) {
        gradient.values[0] = slope;
        return 1;
      }

      @Override
      public double localEpoch(double[] point, double eta) {
        return 2;
      }
    };
  }

  private static StepSize.Run run(SgdBarzilaiBorwein settings) {
    return settings.start(new RunContext(new WholeSpace(1), new Plan(1, 100, 1)));
  }

  /** Epochs 1 and 2 begin at 1 - 0.3 = 0.7 and 2 - 0.3 * 3 = 1.1: s = 0.4, y = 2. */
  @Test
  void at_thirdEpoch_isTheRatio() {
    List<Double> sizes = sizes(run(raw(0, UNBOUNDED)), new double[] {1, 2}, new double[] {1, 3});
    assertThat(sizes.subList(0, 2)).containsExactly(0.3, 0.3);
    assertThat(sizes.get(2)).isCloseTo(0.2, within(ROUNDING));
  }

  @Test
  void at_negativeCurvature_takesItsMagnitude() {
    List<Double> sizes = sizes(run(raw(0, UNBOUNDED)), new double[] {1, 2}, new double[] {3, 1});
    // from 0.1 to 1.7: s = 1.6, y = -2
    assertThat(sizes.get(2)).isCloseTo(0.8, within(ROUNDING));
  }

  @Test
  void at_noCurvature_keepsTheStep() {
    List<Double> sizes = sizes(run(raw(0.4, 0.5)), new double[] {1, 2, 3}, new double[] {1, 1, 1});
    assertThat(sizes).containsExactly(0.3, 0.3, 0.3, 0.3);
  }

  @Test
  void at_noMove_keepsTheStep() {
    // both epochs begin at 0.7 = 1 - 0.3 = 0.7 - 0.3 * 0
    List<Double> sizes = sizes(run(raw(0, UNBOUNDED)), new double[] {1, 0.7}, new double[] {1, 0});
    assertThat(sizes).containsExactly(0.3, 0.3, 0.3);
  }

  @ParameterizedTest
  @CsvSource({"0, 0.1, 0.1", "0.5, 1, 0.5", "0, 1, 0.2"})
  void at_estimate_staysInItsBounds(double min, double max, double expected) {
    List<Double> sizes = sizes(run(raw(min, max)), new double[] {1, 2}, new double[] {1, 3});
    assertThat(sizes.get(2)).isCloseTo(expected, within(ROUNDING));
  }

  /** The geometric mean over 2, 3, ... falls below a lower bound that each estimate keeps. */
  @Test
  void at_smoothed_staysInItsBoundsToo() {
    SgdBarzilaiBorwein settings = new SgdBarzilaiBorwein(0.3, 1, true, false, 0.25, 9);
    // epochs begin at 1, 2, 3, 4: s = 1, y = 100 or -100, and each estimate is 0.01
    double[] points = {1, 2 + 0.3 * 100, 3, 4 + 0.25 * 100, 5};
    List<Double> sizes = sizes(run(settings), points, new double[] {0, 100, 0, 100, 0});
    assertThat(sizes.subList(2, 6)).containsOnly(0.25);
  }

  /** An epoch without an estimate leaves no trace in the mean of the others. */
  @Test
  void at_smoothedWithAGap_isTheMeanOfTheEstimates() {
    SgdBarzilaiBorwein settings = new SgdBarzilaiBorwein(0.5, 1, true, false, 0, UNBOUNDED);
    StepSize.Run run = run(settings);
    List<Double> sizes = sizes(run, new double[] {1, 2, 2.5}, new double[] {1, 2, 2});
    // epochs begin at 0.5 and 1: s = 0.5, y = 1, so 0.5; then y = 0
    assertThat(sizes.get(2)).isCloseTo(0.5, within(ROUNDING));
    assertThat(sizes.get(3)).isEqualTo(sizes.get(2));
    // epoch 3 began at 2.5 - 0.5 * 2 = 1.5; epoch 4 at 3 - 0.5 * 4 = 1: s = -0.5, y = 2
    Oracle oracle = run.watch(scripted(4));
    oracle.evaluate(new double[] {3}, new Gradient(1));
    assertThat(run.at(4)).isCloseTo(Math.sqrt(0.5 * 2 * 0.25 * 4) / 4, within(ROUNDING));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e200, Double.NaN, Double.POSITIVE_INFINITY})
  void at_productsThatAreNotFinite_diverges(double far) {
    StepSize.Run run = run(raw(0, UNBOUNDED));
    assertThatThrownBy(() -> sizes(run, new double[] {1, far}, new double[] {1, 3}))
        .isInstanceOf(DivergedException.class)
        .hasMessageStartingWith("diverged at step 2: ||s||^2 of sgd-bb is ");
  }

  /** The other parts' shares are in the dots, so a part of no coordinates has the same step. */
  @Test
  void at_partOfAVector_readsTheWholesProducts() {
    Space part =
        new Space() {
          @Override
          public int dimension() {
            return 7;
          }

          @Override
          public int offset() {
            return 3;
          }

          @Override
          public int size() {
            return 0;
          }

          @Override
          public void dots(double[] with, double[][] vectors, double[] results) {
            assertThat(with).isEmpty();
            results[0] = 6;
            results[1] = -3;
          }

          @Override
          public void rangeDots(double[] a, double[] b, int[] starts, double[] results) {
            throw new UnsupportedOperationException("whole products only");
          }
        };
    StepSize.Run run = raw(0, UNBOUNDED).start(new RunContext(part, new Plan(1, 100, 1)));
    Oracle oracle = run.watch(new Silent());
    for (int step = 0; step < 2; step++) {
      assertThat(run.at(step)).isEqualTo(0.3);
      oracle.evaluate(new double[0], new Gradient(0));
    }
    assertThat(run.at(2)).isEqualTo(2);
  }

  private static final class Silent implements Oracle {
    @Override
    public double evaluate(double[] point, Gradient gradient) {
      return 0;
    }

    @Override
    public double localEpoch(double[] point, double eta) {
      return 0;
    }
  }

  @Test
  void watch_pass_goesThrough() {
    assertThat(run(raw(0, UNBOUNDED)).watch(scripted(1)).localEpoch(new double[1], 1)).isEqualTo(2);
  }

  /** The method in whole vectors, from the outside: points and gradients as a run makes them. */
  @ParameterizedTest
  @CsvSource({
    "0, false, true",
    "0.25, false, false",
    "0.25, true, true",
    "0.9, true, false",
    "1, false, true"
  })
  void run_leastSquares_isTheTwin(double beta, boolean smoothing, boolean reset) {
    OptimMethod method =
        OptimMethod.parse("sgd + sgd-bb(0.05, %s, %s, %s, 1e-9)".formatted(beta, smoothing, reset));
    int epochs = 7;
    Loop loop = new Loop(method, new LeastSquares(), 4L * epochs, 0, new double[] {0.5, -0.5});
    double weight = beta == 0 ? 1 : beta;
    double eta = 0.05;
    double[] x = {0.5, -0.5};
    double[] average = {0, 0};
    double[] lastX = null;
    double[] lastAverage = null;
    List<Double> products = new ArrayList<>();
    Gradient gradient = new Gradient(2);
    for (int epoch = 0; epoch < epochs; epoch++) {
      if (epoch > 1) {
        double[] s = {x[0] - lastX[0], x[1] - lastX[1]};
        double[] y = {average[0] - lastAverage[0], average[1] - lastAverage[1]};
        eta = (s[0] * s[0] + s[1] * s[1]) / Math.abs(s[0] * y[0] + s[1] * y[1]) / 4;
        products.add(eta * epoch);
        if (smoothing) {
          double product = products.stream().reduce(1.0, (a, b) -> a * b);
          eta = Math.pow(product, 1.0 / products.size()) / epoch;
        }
      }
      if (epoch > 0) {
        lastX = x.clone();
        lastAverage = average.clone();
      }
      average = reset ? new double[2] : average;
      for (int t = 0; t < 4; t++) {
        new LeastSquares().batch(t).evaluate(x, gradient);
        for (int i = 0; i < 2; i++) {
          x[i] -= eta * gradient.values[i];
          average[i] = weight * gradient.values[i] + (1 - weight) * average[i];
        }
        assertThat(loop.next().stepSize()).as("%d.%d", epoch, t).isCloseTo(eta, within(1e-12));
      }
      assertThat(loop.served()).containsExactly(x, within(1e-12));
    }
  }

  /** The next epoch's beginning is where the rule will be, proximal step included. */
  @Test
  void watch_lastStepOfAnEpoch_takesTheRulesProximalStep() {
    Prox shrink =
        new Prox() {
          @Override
          public void apply(double[] point, double eta) {
            point[0] -= eta;
          }

          @Override
          public void apply(double[] point, double eta, double[] scale) {
            throw new UnsupportedOperationException("plain steps only");
          }
        };
    RunContext context = new RunContext(new WholeSpace(1), new Plan(1, 100, 1), shrink);
    StepSize.Run run = raw(0, UNBOUNDED).start(context);
    // epochs begin at 1 - 0.3 - 0.3 and 3 - 0.9 - 0.3: s = 1.4, y = 2
    List<Double> sizes = sizes(run, new double[] {1, 3}, new double[] {1, 3});
    assertThat(sizes.get(2)).isCloseTo(0.7, within(ROUNDING));
  }

  @ParameterizedTest
  @CsvSource({"plain, 0.2, false", "alpha-svrg, 0.2, true", "plain, 0, true"})
  void restore_atAnyStep_continuesWithTheSameBits(String estimator, double beta, boolean reset) {
    String text = "%s + sgd + sgd-bb(0.2, %s, reset=%s, max=3)".formatted(estimator, beta, reset);
    LinearCase problem = LinearCase.logistic().penalised(0.1);
    ResumeCheck.assertSameBits(
        () -> new Loop(OptimMethod.parse(text), problem.objective(10), 18, 0, problem.point(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd(0.9) + sgd-bb", "local + sgd-bb"})
  void rule_thatDoesNotFit_isRefused(String text) {
    assertThatThrownBy(() -> OptimMethod.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("sgd-bb needs an update rule ");
  }
}
