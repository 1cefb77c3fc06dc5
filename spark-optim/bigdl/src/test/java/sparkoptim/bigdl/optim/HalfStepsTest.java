// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scala.Tuple2;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.WholeSpace;
import sparkoptim.core.rule.StepTunedSgd;

class HalfStepsTest {
  private static final int SIZE = 9;
  private static final int PAIRS = 80;
  private static final double RATE = 0.2;

  /** Sums over two slices are rounded in another place; 160 half-steps pass that on. */
  private static final double TOLERANCE = 1e-12;

  private final double[] start = new Random(3).doubles(SIZE, -1, 1).toArray();

  /** A saddle in some directions, so that gamma takes all its branches; noise by mini-batch. */
  private static double gradient(double[] x, int i, int pair) {
    double curvature = i % 3 == 0 ? -0.1 : 0.3 * (i + 1);
    double noise = new Random(31L * pair + i).nextDouble() - 0.5;
    return curvature * x[i] + x[i] * x[i] * x[i] + noise;
  }

  private static double[] gradient(double[] x, int pair) {
    double[] values = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      values[i] = gradient(x, i, pair);
    }
    return values;
  }

  private double[][] core(StepTunedSgd rule) {
    RunContext setup = new RunContext(new WholeSpace(SIZE), new Plan(1, PAIRS, 1));
    UpdateRule.Run run = rule.start(setup, start);
    double[][] points = new double[PAIRS][];
    for (int k = 0; k < PAIRS; k++) {
      int pair = k;
      run.step(
          k,
          RATE,
          (x, g) -> {
            System.arraycopy(gradient(x, pair), 0, g.values, 0, SIZE);
            return 1;
          });
      points[k] = run.query().clone();
    }
    return points;
  }

  /** Slices that see the gradient at the whole point, as in DistriOptimizer. */
  private double[][] sliced(StepTunedSgd rule, int... borders) {
    StepTunedSGD<?>[] methods = new StepTunedSGD<?>[borders.length - 1];
    double[] whole = start.clone();
    for (int s = 0; s < methods.length; s++) {
      methods[s] =
          new StepTunedSGD<Double>()
              .setNu(rule.nu())
              .setBeta(rule.beta())
              .setRange(rule.min(), rule.max())
              .setRatio(rule.ratio())
              .setLearningRate(RATE);
    }
    double[][] points = new double[PAIRS][];
    for (int half = 0; half < 2 * PAIRS; half++) {
      boolean many = methods.length > 1;
      double[] products = many && half > 0 && half % 2 == 0 ? sum(methods) : null;
      double[] g = gradient(whole, half / 2);
      for (int s = 0; s < methods.length; s++) {
        @SuppressWarnings("unchecked")
        StepTunedSGD<Double> method = (StepTunedSGD<Double>) methods[s];
        double[] slice = Arrays.copyOfRange(whole, borders[s], borders[s + 1]);
        double[] share = Arrays.copyOfRange(g, borders[s], borders[s + 1]);
        method.state().update("neval", half + 1);
        method.prepare(half % 2 == 1, products);
        method.optimize(x -> new Tuple2<>(1.0, Doubles.tensor(share)), Doubles.tensor(slice));
        System.arraycopy(method.halfSteps().x(), 0, whole, borders[s], slice.length);
      }
      points[half / 2] = whole.clone();
    }
    return points;
  }

  private static double[] sum(StepTunedSGD<?>[] methods) {
    double[] sum = new double[2];
    for (StepTunedSGD<?> method : methods) {
      double[] products = method.halfSteps().products();
      sum[0] += products[0];
      sum[1] += products[1];
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource
  void halfSteps_onTheWhole_areCoresSteps(StepTunedSgd.Ratio ratio) {
    StepTunedSgd rule = new StepTunedSgd(2, 0.9, 0.5, 2, ratio);
    assertThat(sliced(rule, 0, SIZE)).isDeepEqualTo(core(rule));
  }

  @ParameterizedTest
  @EnumSource
  void halfSteps_onSlices_areCoresSteps(StepTunedSgd.Ratio ratio) {
    StepTunedSgd rule = new StepTunedSgd(2, 0.9, 0.2, 5, ratio);
    double[][] expected = core(rule);
    double[][] points = sliced(rule, 0, 4, 5, SIZE);
    for (int k = 0; k < PAIRS; k++) {
      assertThat(points[k]).as("pair %d", k).containsExactly(expected[k], within(TOLERANCE));
    }
  }

  @Test
  void gamma_ofASliceAlone_isAnother() {
    // Why products have to be global: the test above would not see it if both were the same.
    StepTunedSgd rule = new StepTunedSgd(2, 0.9, 1e-6, 1e6, StepTunedSgd.Ratio.LONG);
    HalfSteps whole = new HalfSteps(rule, start.clone(), 0);
    HalfSteps slice = new HalfSteps(rule, Arrays.copyOf(start, 4), 0);
    for (HalfSteps steps : new HalfSteps[] {whole, slice}) {
      int size = steps.x().length;
      System.arraycopy(gradient(steps.x(), 0), 0, steps.gradient(), 0, size);
      steps.first(RATE);
      System.arraycopy(gradient(steps.x(), 0), 0, steps.gradient(), 0, size);
      steps.second();
      steps.tune(steps.products());
    }
    assertThat(whole.gamma()).isNotCloseTo(slice.gamma(), within(1e-3));
  }

  @Test
  void method_withoutAttach_isRefused() {
    StepTunedSGD<Double> method = new StepTunedSGD<>();
    assertThatThrownBy(
            () ->
                method.optimize(
                    x -> new Tuple2<>(1.0, Doubles.tensor(start)), Doubles.tensor(start.clone())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("StepTunedSGD.attach(optimizer)");
  }

  @Test
  void secondHalf_withoutTheFirst_isRefused() {
    StepTunedSGD<Double> method = new StepTunedSGD<>();
    method.prepare(true, null);
    assertThatThrownBy(
            () ->
                method.optimize(
                    x -> new Tuple2<>(1.0, Doubles.tensor(start)), Doubles.tensor(start.clone())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("lost the first half-step");
  }

  @Test
  void infiniteProduct_isRefused() {
    HalfSteps steps = new HalfSteps(StepTunedSgd.DEFAULT, start.clone(), 0);
    steps.first(RATE);
    steps.second();
    assertThatThrownBy(() -> steps.tune(new double[] {Double.POSITIVE_INFINITY, 1}))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("squared norm of the gradient");
    assertThatThrownBy(() -> steps.tune(new double[] {1, Double.NaN}))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("curvature along the step");
  }
}
