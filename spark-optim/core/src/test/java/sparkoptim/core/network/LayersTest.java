// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LayersTest {
  private static final Layers MNIST = Layers.of(Activation.RELU, OutputLoss.SOFTMAX, 784, 256, 10);

  @Test
  void layout_weightsThenBiases_layerByLayer() {
    assertThat(MNIST.weightsAt(0)).isZero();
    assertThat(MNIST.biasesAt(0)).isEqualTo(784 * 256);
    assertThat(MNIST.weightsAt(1)).isEqualTo(785 * 256);
    assertThat(MNIST.biasesAt(1)).isEqualTo(785 * 256 + 2560);
    assertThat(MNIST.dimension()).isEqualTo(203_530);
  }

  @Test
  void initial_reach_dependsOnTheActivation() {
    assertReach(Activation.RELU, Math.sqrt(6.0 / 300));
    assertReach(Activation.TANH, Math.sqrt(6.0 / 500));
    assertReach(Activation.SIGMOID, Math.sqrt(6.0 / 500));
  }

  /** Of 60,000 uniform draws the largest is within 1e-3 of the reach, the variance within 2 %. */
  private static void assertReach(Activation hidden, double reach) {
    Layers layers = Layers.of(hidden, OutputLoss.SOFTMAX, 300, 200, 100);
    double[] point = layers.initial(5);
    double[] first = Arrays.copyOfRange(point, 0, layers.biasesAt(0));
    double[] last = Arrays.copyOfRange(point, layers.weightsAt(1), layers.biasesAt(1));
    assertUniform(first, reach);
    assertUniform(last, Math.sqrt(6.0 / 300));
    assertThat(Arrays.copyOfRange(point, layers.biasesAt(0), layers.weightsAt(1))).containsOnly(0);
    assertThat(Arrays.copyOfRange(point, layers.biasesAt(1), point.length)).containsOnly(0);
  }

  private static void assertUniform(double[] values, double reach) {
    double square = Arrays.stream(values).map(x -> x * x).average().orElseThrow();
    assertThat(Arrays.stream(values).max().orElseThrow()).isBetween(0.999 * reach, reach);
    assertThat(Arrays.stream(values).min().orElseThrow()).isBetween(-reach, -0.999 * reach);
    assertThat(square / (reach * reach)).isCloseTo(1.0 / 3, within(0.02));
  }

  @Test
  void initial_seed_decides() {
    assertThat(MNIST.initial(1)).isEqualTo(MNIST.initial(1));
    assertThat(MNIST.initial(1)).isNotEqualTo(MNIST.initial(2));
  }

  @Test
  void of_oneActivation_isForEveryHiddenLayer() {
    assertThat(Layers.of(Activation.TANH, OutputLoss.SQUARED, 3, 4, 5, 1))
        .isEqualTo(
            new Layers(
                List.of(3, 4, 5, 1),
                List.of(Activation.TANH, Activation.TANH),
                OutputLoss.SQUARED));
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertRefused(
        () -> Layers.of(Activation.RELU, OutputLoss.SOFTMAX, 3),
        "layers: sizes must be at least inputs and outputs, was [3]");
    assertRefused(
        () -> Layers.of(Activation.RELU, OutputLoss.SOFTMAX, 3, 0, 2),
        "layers: every size must be >= 1, was [3, 0, 2]");
    assertRefused(
        () -> Layers.of(Activation.RELU, OutputLoss.SOFTMAX, 3, 4, 1),
        "layers: outputs must be >= 2 for softmax, was 1");
    assertRefused(
        () -> Layers.of(Activation.RELU, OutputLoss.SQUARED, 3, 4, 2),
        "layers: outputs must be 1 for squared, was 2");
    assertRefused(
        () -> new Layers(List.of(3, 4, 2), List.of(), OutputLoss.SOFTMAX),
        "layers: activations must be one per hidden layer, was 0 for 1");
    assertRefused(
        () -> Layers.of(Activation.RELU, OutputLoss.SOFTMAX, 50_000, 50_000, 2),
        "layers: sizes must give fewer parameters than an array holds, was [50000, 50000, 2]");
  }

  private static void assertRefused(Runnable settings, String message) {
    assertThatThrownBy(settings::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
