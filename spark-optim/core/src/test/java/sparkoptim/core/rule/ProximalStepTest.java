// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Plan;
import sparkoptim.core.Prox;
import sparkoptim.core.RunContext;
import sparkoptim.core.Space;
import sparkoptim.core.WholeSpace;
import sparkoptim.core.testing.WholeBatch;

/** The rules of this package under an L1 penalty, each in its own metric, and without one. */
final class ProximalStepTest {
  private static final double STRENGTH = 0.5;

  /**
   * Of very different curvature, so that a step in another metric than the rule's ends elsewhere.
   */
  private static final double[] CURVATURES = {1, 10, 0.1, 2, 1};

  private static final double[] CENTRES = {2, -1, 3, 0.2, -0.4};

  /** {@code 1/2 sum h_i (x_i - c_i)^2 + strength sum |x_i|}, as a single row. */
  private record Separable(Prox prox) implements WholeBatch {
    @Override
    public Space space() {
      return new WholeSpace(CURVATURES.length);
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      for (int i = 0; i < point.length; i++) {
        gradient.values[i] = CURVATURES[i] * (point[i] - CENTRES[i]);
      }
      return 0;
    }
  }

  /** Remembers what it was called with, and shrinks. */
  private static final class Shrink implements Prox {
    final List<double[]> points = new ArrayList<>();
    final List<Double> lengths = new ArrayList<>();
    final List<double[]> scales = new ArrayList<>();

    @Override
    public void apply(double[] point, double eta) {
      double[] ones = new double[point.length];
      Arrays.fill(ones, 1);
      apply(point, eta, ones);
    }

    @Override
    public void apply(double[] point, double eta, double[] scale) {
      points.add(point.clone());
      lengths.add(eta);
      scales.add(scale.clone());
      for (int i = 0; i < point.length; i++) {
        double by = eta * scale[i] * STRENGTH;
        point[i] = Math.signum(point[i]) * Math.max(Math.abs(point[i]) - by, 0);
      }
    }
  }

  /** Where the penalty wins, the optimum is 0 and the rule has to find it to the last bit. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd + linear(0.15, 0)",
        "adam + linear(0.05, 0)",
        "adam(0.5, 0.9, amsgrad=true) + linear(0.05, 0)",
        "adamw(decay=0) + linear(0.05, 0)",
        "rmsprop(0.9) + linear(0.02, 0)",
        "adagrad + linear(0.5, 0)",
      })
  void run_separableProblem_endsAtTheThresholdedCentres(String method) {
    double[] start = {1, 1, 1, 1, 1};
    Loop loop = new Loop(OptimMethod.parse(method), new Separable(new Shrink()), 20_000, 0, start);
    loop.forEachRemaining(iteration -> {});
    for (int i = 0; i < CENTRES.length; i++) {
      double shrunk = Math.max(Math.abs(CENTRES[i]) - STRENGTH / CURVATURES[i], 0);
      double optimum = Math.signum(CENTRES[i]) * shrunk;
      assertThat(loop.served()[i]).as("coordinate %d", i).isCloseTo(optimum, within(1e-4));
      if (shrunk == 0) {
        assertThat(loop.served()[i]).isZero();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "sgd, 1, 0",
    "adam(beta2=0.9), 0.1, 1e-8",
    "adamw(beta2=0.9), 0.1, 1e-8",
    "'rmsprop(0.9, 1e-3)', 0.1, 1e-3",
    "adagrad, 1, 1e-10",
  })
  void firstStep_prox_seesTheMovedPointAndWhatDividedTheGradient(
      String rule, double share, double epsilon) {
    double eta = 0.25;
    double[] start = {1, -1, 2, 0.5, 3};
    Shrink prox = new Shrink();
    step(rule, eta, start, prox);
    double[] moved = step(rule, eta, start, Prox.NONE);
    Gradient gradient = new Gradient(start.length);
    new Separable(Prox.NONE).evaluate(start, gradient);
    assertThat(prox.lengths).containsExactly(eta);
    assertThat(prox.points.get(0)).containsExactly(moved);
    for (int i = 0; i < start.length; i++) {
      double square = gradient.values[i] * gradient.values[i];
      boolean corrected = rule.startsWith("adam");
      double root = Math.sqrt(corrected ? square : share * square);
      double scale = rule.equals("sgd") ? 1 : 1 / (root + epsilon);
      assertThat(prox.scales.get(0)[i]).isCloseTo(scale, within(1e-12 * scale));
    }
  }

  @Test
  void amsgrad_scale_neverGrowsBack() {
    Shrink prox = new Shrink();
    Loop loop =
        new Loop(
            OptimMethod.parse("adam(beta2=0.1, amsgrad=true) + constant(0.1)"),
            new Separable(prox),
            100,
            0,
            new double[] {1, 1, 1, 1, 1});
    loop.forEachRemaining(iteration -> {});
    double decay = 1;
    double largest = 0;
    for (int k = 0; k < 100; k++) {
      decay *= 0.1;
      double divisor = Math.sqrt(1 - decay) * (1 / prox.scales.get(k)[1] - 1e-8);
      assertThat(divisor).isGreaterThan(largest * (1 - 1e-9));
      largest = Math.max(largest, divisor);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd(0.9)", "rmsprop(momentum=0.9)", "rmsprop(0.9, 1e-8, true, 0.9)"})
  void momentum_refusesThePenalty(String rule) {
    assertThatThrownBy(
            () ->
                new Loop(OptimMethod.parse(rule), new Separable(new Shrink()), 1, 0, new double[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the objective needs an update rule with a proximal step");
  }

  /** Point, gradient and the rule's own vectors: what a penalty needs is not there. */
  @ParameterizedTest
  @CsvSource({
    "sgd, 2",
    "sgd(0.9), 3",
    "adam, 4",
    "adam(amsgrad=true), 5",
    "adamw, 4",
    "rmsprop, 3",
    "rmsprop(centered=true), 4",
    "rmsprop(momentum=0.9), 4",
    "adagrad, 3",
  })
  void start_withoutPenalty_holdsTheRulesVectorsOnly(String rule, int vectors) {
    int size = 100_000;
    OptimMethod method = OptimMethod.parse(rule);
    double[] start = new double[size];
    RunContext context = new RunContext(new WholeSpace(size), new Plan(1, 1, 1));
    method.rule().start(context, start);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    method.rule().start(context, start);
    double arrays = (threads.getCurrentThreadAllocatedBytes() - before) / 8.0 / size;
    assertThat(arrays).isCloseTo(vectors, within(0.01));
  }

  private static double[] step(String rule, double eta, double[] start, Prox prox) {
    RunContext context = new RunContext(new WholeSpace(start.length), new Plan(1, 1, 1), prox);
    var run = OptimMethod.parse(rule).rule().start(context, start);
    run.step(0, eta, new Separable(prox));
    return run.served();
  }
}
