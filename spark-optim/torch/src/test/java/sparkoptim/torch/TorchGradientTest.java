// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.Activation;
import sparkoptim.core.network.Backend;
import sparkoptim.core.network.Layers;
import sparkoptim.core.network.NetworkPart;
import sparkoptim.core.network.NetworkParts;
import sparkoptim.core.network.OutputLoss;
import sparkoptim.core.network.Perceptron;
import sparkoptim.core.network.Precision;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

class TorchGradientTest {
  private static final int ROWS = 12;

  @BeforeAll
  static void library() {
    Batches.assumeLibrary();
  }

  /**
   * Along a random direction of every parameter alone: losses are good to 7 digits, so that
   * differences over a step of 0.004 are to 2.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv(3, 3, stride=2, pad=1) tanh dense(3)|1,7,7|0",
        "conv(3, 3) batchnorm tanh pool(2) dense(3)|2,8,8|0",
        "conv(4, 3) sigmoid avgpool(2, stride=1) avgpool dense(3)|1,8,8|0",
        "residual(3) residual(5, 2) avgpool dense(3)|2,8,8|0",
        "dense(6) batchnorm gelu dropout(0.4) dense(3)|5|0",
        "scale(0.5) dense(6) layernorm gelu dense(3)|5|0",
        "dense(6) relu dense(3)|5|0",
        "embedding(6, 4) gru(5) dense(3)|7|6",
        "embedding(6, 4) lstm(5, sequence=1) attention(5) layernorm avgpool dense(3)|7|6",
        "embedding(6, 4) attention(2) gelu dense(3)|5|6",
      })
  void gradient_ofEveryParameter_isTheLossesDifference(String text, String shape, int words) {
    Shape input = Shape.of(Arrays.stream(shape.split(",")).mapToInt(Integer::parseInt).toArray());
    TorchNetwork network = Batches.network(text, input);
    assertThat(network.parts())
        .isEqualTo(NetworkParts.of(NetworkText.parse(text, Batches.CLASSES), input));
    TorchProblem problem = Batches.problem(network, ROWS, 1, ROWS);
    List<Block> rows = Batches.one(Batches.block(0, ROWS, input, words, 4));
    double[] point = Batches.nearby(network);
    double[] gradient = Batches.evaluate(problem, rows, point);
    for (NetworkPart part : network.parts().parameters()) {
      Random random = new Random(part.from());
      double[] direction = new double[point.length];
      double slope = 0;
      double step = 0.004 / Math.sqrt(part.count());
      for (int i = part.from(); i < part.from() + part.count(); i++) {
        direction[i] = random.nextGaussian();
        slope += gradient[i] * direction[i];
      }
      double ahead = loss(problem, rows, point, direction, step);
      double behind = loss(problem, rows, point, direction, -step);
      assertThat((ahead - behind) / (2 * step))
          .as(part.name())
          .isCloseTo(slope, within(0.02 + 0.02 * Math.abs(slope)));
    }
  }

  private static double loss(
      TorchProblem problem, List<Block> rows, double[] point, double[] direction, double step) {
    double[] moved = point.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += step * direction[i];
    }
    return Batches.evaluate(problem, rows, moved)[moved.length];
  }

  @Test
  void gradient_ofDenseLayers_isThatOfCoresPerceptron() {
    Shape input = Shape.of(9);
    TorchNetwork network = Batches.network("dense(6) tanh dense(5) relu dense(3)", input);
    List<Block> rows = Batches.one(Batches.block(0, 40, input, 0, 4));
    Perceptron perceptron =
        new Perceptron(
            new Layers(
                List.of(9, 6, 5, 3), List.of(Activation.TANH, Activation.RELU), OutputLoss.SOFTMAX),
            Precision.DOUBLE,
            Backend.JAVA,
            40,
            40,
            1,
            0,
            3);
    double[] point = Batches.nearby(network);
    double[] expected = new double[point.length + 1];
    perceptron.shard(0, rows, false).answer(Batches.all(point), expected);
    double[] actual = Batches.evaluate(Batches.problem(network, 40, 1, 16), rows, point);
    assertThat(actual).usingComparatorWithPrecision(1e-5).containsExactly(expected);
    assertThat(network.point())
        .usingComparatorWithPrecision(1e-7)
        .containsExactly(perceptron.layers().initial(7));
  }
}
