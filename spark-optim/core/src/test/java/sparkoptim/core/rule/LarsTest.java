// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.DivergedException;
import sparkoptim.core.MethodText;
import sparkoptim.core.Plan;
import sparkoptim.core.Prox;
import sparkoptim.core.RunContext;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.WholeSpace;

/** LARS beside a slow twin that writes the formula down layer by layer. */
final class LarsTest {
  private static final int SIZE = 200;
  private static final int STEPS = 40;

  /** A layer within a block of the tree of sums, one over several blocks, and one of zeros. */
  private static final int[] LAYERS = {0, 3, 150, 190, SIZE};

  private static final int[] ONE = {0, SIZE};

  private static double[] start() {
    double[] point = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      point[i] = i >= 150 && i < 190 ? 0 : Math.cos(i) * (i < 3 ? 100 : 1);
    }
    return point;
  }

  private static double slope(double x, int i) {
    return x * (1 + i % 7) / 4 - Math.sin(i);
  }

  private static UpdateRule.Run run(String rule, int[] layers, double[] point) {
    RunContext context =
        new RunContext(
            new WholeSpace(point.length),
            new Plan(1, STEPS, 1),
            Prox.NONE,
            null,
            null,
            0,
            null,
            layers);
    return MethodText.parse(rule).rule().start(context, point);
  }

  private static double step(UpdateRule.Run run, int step, double eta) {
    return run.step(
        step,
        eta,
        (point, gradient) -> {
          for (int i = 0; i < point.length; i++) {
            gradient.values[i] = slope(point[i], i);
          }
          return 3;
        });
  }

  private static double norm(double[] vector, int from, int to) {
    return Math.sqrt(Arrays.stream(vector, from, to).map(a -> a * a).sum());
  }

  private static void twin(double[] x, double[] v, int[] layers, double eta) {
    double[] g = new double[SIZE];
    Arrays.setAll(g, i -> slope(x[i], i));
    for (int layer = 0; layer + 1 < layers.length; layer++) {
      double length = norm(x, layers[layer], layers[layer + 1]);
      double slope = norm(g, layers[layer], layers[layer + 1]);
      double ratio = length == 0 ? 0.01 : 0.02 * length / (slope + 0.1 * length);
      for (int i = layers[layer]; i < layers[layer + 1]; i++) {
        v[i] = 0.8 * v[i] + eta * ratio * (g[i] + 0.1 * x[i]);
      }
    }
    for (int i = 0; i < SIZE; i++) {
      x[i] -= v[i];
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void steps_areTheFormulaLayerByLayer(boolean layerwise) {
    String rule = "lars(0.8, 0.02, 0.1, 0.01, %s)".formatted(layerwise);
    UpdateRule.Run run = run(rule, LAYERS, start());
    double[] x = start();
    double[] v = new double[SIZE];
    for (int step = 0; step < STEPS; step++) {
      double eta = 1.0 / (1 + step);
      assertThat(step(run, step, eta)).isEqualTo(3);
      twin(x, v, layerwise ? LAYERS : ONE, eta);
      assertThat(run.served()).as("step %d", step).containsExactly(x, within(1e-11));
    }
    assertThat(norm(run.served(), 150, 190)).as("the layer of zeros").isGreaterThan(0);
  }

  @Test
  void objectiveWithoutLayers_isOneLayer() {
    UpdateRule.Run without = run("lars", null, start());
    UpdateRule.Run one = run("lars(layerwise=false)", LAYERS, start());
    for (int step = 0; step < STEPS; step++) {
      step(without, step, 1);
      step(one, step, 1);
      assertThat(without.served()).isEqualTo(one.served());
    }
  }

  /** The ratio of an infinite norm is 0: such a layer would stand still without a word. */
  @Test
  void gradientWhoseSquareOverflows_isDivergence() {
    UpdateRule.Run run = run("lars", null, new double[] {1, 2});
    assertThatThrownBy(
            () ->
                run.step(
                    5,
                    1,
                    (point, gradient) -> {
                      Arrays.fill(gradient.values, 1e160);
                      return 1;
                    }))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("the squared norm of a layer's gradient");
    UpdateRule.Run far = run("lars", null, new double[] {1e160, 2});
    assertThatThrownBy(() -> far.step(5, 1, (point, gradient) -> 1))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("the squared norm of a layer");
  }
}
