// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.Bounds;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.StopReason;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.linear.PoissonLoss;
import sparkoptim.core.linear.SquaredLoss;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.NaiveLinear;

/**
 * Bounds by proximal Newton and by projected steps, beside projected gradients from the formula.
 */
final class BoundedNewtonTest {
  static Stream<LinearCase> problems() {
    LinearCase logistic = LinearCase.logistic().penalised(0.02);
    return Stream.of(
        logistic,
        logistic.dense().withoutIntercept(),
        LinearCase.logistic().withoutPenalty(),
        logistic.with(new SquaredLoss()),
        logistic.with(PoissonLoss.LOSS),
        LinearCase.softmax().penalised(0.01),
        LinearCase.softmax().penalised(0.01).withoutIntercept());
  }

  /** Of every three coordinates one is bounded below, one above, and one on both sides. */
  private static Bounds bounds(int size) {
    Random random = new Random(5);
    double[] lower = new double[size];
    double[] upper = new double[size];
    for (int i = 0; i < size; i++) {
      double at = 0.3 * random.nextGaussian();
      lower[i] = i % 3 == 1 ? Double.NEGATIVE_INFINITY : at;
      upper[i] = i % 3 == 0 ? Double.POSITIVE_INFINITY : at + 0.2 * random.nextInt(2);
    }
    return new Bounds(lower, upper);
  }

  private static LinearProblem bounded(LinearCase of, Bounds bounds) {
    return of.problem().withPenalty(new Penalty(of.penalty(), of.l1(), bounds));
  }

  private static Loop run(LinearCase of, Bounds bounds, String method, long steps) {
    var objective = of.objective(bounded(of, bounds), of.blocks(), 0);
    Loop loop =
        new Loop(
            OptimMethod.parse(method), objective, steps, 1e-13, new double[of.point(0).length]);
    loop.forEachRemaining(iteration -> {});
    return loop;
  }

  private static double[] projectedGradients(LinearCase of, Bounds bounds) {
    NaiveLinear naive = new NaiveLinear(of);
    double[] x = new double[of.point(0).length];
    bounds.apply(x);
    double length = 1;
    for (int step = 0; step < 100_000; step++) {
      double[] gradient = naive.gradient(x);
      double[] next = new double[x.length];
      double loss = naive.loss(x);
      double moved;
      double model;
      do {
        moved = 0;
        model = 0;
        for (int i = 0; i < x.length; i++) {
          next[i] = bounds.nearest(i, x[i] - length * gradient[i]);
          double move = next[i] - x[i];
          moved = Math.max(moved, Math.abs(move));
          model += gradient[i] * move + move * move / (2 * length);
        }
        length *= 0.5;
      } while (naive.loss(next) > loss + model + 1e-16);
      length *= 2.2;
      x = next;
      if (moved < 1e-12) {
        break;
      }
    }
    return x;
  }

  @ParameterizedTest
  @MethodSource("problems")
  void run_withinBounds_endsWhereProjectedGradientsDo(LinearCase of) {
    Bounds bounds = bounds(of.point(0).length);
    NaiveLinear naive = new NaiveLinear(of);
    double least = naive.loss(projectedGradients(of, bounds));
    for (String metric : new String[] {"coupled", "block"}) {
      Loop loop = run(of, bounds, "sampled-newton(metric=" + metric + ") + constant(1)", 60);
      assertThat(loop.stopReason()).as(metric).isEqualTo(StopReason.CONVERGED);
      double[] served = loop.served();
      assertThat(naive.loss(served)).as(metric).isCloseTo(least, within(1e-11));
      double[] projected = served.clone();
      bounds.apply(projected);
      assertThat(served).as("within its bounds").isEqualTo(projected);
    }
    double[] served = run(of, bounds, "plain + sgd + constant(0.02)", 20_000).served();
    assertThat(naive.loss(served)).as("projected steps").isCloseTo(least, within(1e-5));
  }

  @Test
  void run_infiniteBounds_endsWhereThereAreNone() {
    LinearCase of = LinearCase.logistic().penalised(0.02);
    int size = of.point(0).length;
    double[] lower = new double[size];
    double[] upper = new double[size];
    Arrays.fill(lower, Double.NEGATIVE_INFINITY);
    Arrays.fill(upper, Double.POSITIVE_INFINITY);
    double[] bounded =
        run(of, new Bounds(lower, upper), "sampled-newton + constant(1)", 60).served();
    double[] free = run(of, null, "sampled-newton + constant(1)", 60).served();
    assertThat(bounded).containsExactly(free, within(1e-6));
  }

  @Test
  void bounds_thatLeaveNothing_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Bounds(new double[] {0, 2}, new double[] {0, 1}))
        .withMessage("bounds: those of coordinate 1 must have a value between, were 2.0 and 1.0");
    LinearCase of = LinearCase.logistic().withL1(0.1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(of, bounds(of.point(0).length), "sampled-newton + constant(1)", 9))
        .withMessageContaining("an L1 penalty and bounds do not go together");
  }
}
