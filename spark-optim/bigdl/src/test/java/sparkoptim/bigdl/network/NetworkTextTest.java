// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

class NetworkTextTest {
  private static final Shape DIGIT = Shape.of(1, 28, 28);
  private static final Shape PICTURE = Shape.of(3, 32, 32);

  private static NetworkText parse(String text) {
    return NetworkText.parse(text, 10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv(6,5)tanh  pool( 2 ) dense(10)|conv(6, 5) tanh pool(2) dense(10)",
        "conv(6, 5, 1, 0)|conv(6, 5)",
        "conv(6, 5, pad=2, stride=2)|conv(6, 5, stride=2, pad=2)",
        "conv(outputs=6, 5, 3)|conv(6, 5, stride=3)",
        "pool(3, stride=3) avgpool(2, 1) avgpool avgpool()|pool(3) avgpool(2, stride=1) avgpool avgpool",
        "relu() sigmoid batchnorm dropout(.5) scale(1e-2)|relu sigmoid batchnorm dropout(0.5) scale(0.01)",
        "residual(8) residual(16, 2)|residual(8) residual(16, stride=2)",
        "scale(0.5) lenet5|scale(0.5) conv(6, 5) tanh pool(2) conv(12, 5) tanh pool(2) dense(100) tanh dense(10)",
      })
  void toString_ofAnyForm_isTheShortestAndParsesToItself(String text, String shortest) {
    assertThat(parse(text)).hasToString(shortest);
    assertThat(parse(shortest)).hasToString(shortest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv(6, 5) tahn|layer 2: unknown layer \"tahn\"; did you mean tanh?",
        "lenet|layer 1: unknown layer \"lenet\"; did you mean lenet5?",
        "conv(6)|layer 1: conv(outputs, kernel, stride=1, pad=0): kernel must be given",
        "conv(6, 5, strid=2)|conv: unknown setting strid; did you mean stride?",
        "conv(6, 5, 1, 0, 3)|conv(outputs, kernel, stride=1, pad=0) takes at most 4 settings",
        "conv(6, 5, kernel=3)|kernel is set twice",
        "conv(0, 5)|conv: outputs must be >= 1, was 0",
        "conv(6, 5, pad=-1)|conv: pad must be >= 0, was -1",
        "pool(2, 0)|pool: stride must be >= 1, was 0",
        "dense(2.5)|dense: outputs must be an integer, was 2.5",
        "dropout(1)|dropout: probability must be >= 0 and < 1, was 1.0",
        "dropout(half)|dropout: probability must be a number, was half",
        "scale(0)|scale: factor must be finite and not 0, was 0.0",
        "dense(2|expected , or )",
        "dense(|expected a name or a number, found the end",
        "relu, tanh|expected a name or a number, found \",\"",
      })
  void parse_wrongText_namesLayerRuleAndValue(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(text))
        .withMessageContaining(message)
        .withMessageContaining(text);
  }

  @Test
  void parse_blank_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("  "))
        .withMessage("network: must have layers, was \"  \"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv(6, 5) tanh pool(25)|layer 3, pool(25): its window of 25 must fit into its input, was [6, 24, 24]",
        "conv(6, 31, pad=1)|its window of 31 must fit into its input with its pad of 1, was [1, 28, 28]",
        "dense(9) pool(2)|layer 2, pool(2): its input must be an image [channels, height, width], was [9]",
        "conv(8, 3) residual(4)|layer 2, residual(4): outputs must be >= the 8 channels that come in, was 4",
      })
  void output_layerThatDoesNotFit_isNamed(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(text).output(DIGIT))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b, true",
    "net.bigdl, true",
    "hdfs://x/net, true",
    "C:\\net, true",
    "lenet5, false",
    "dropout(0.5), false",
    "dense(3) dropout(.5) relu, false",
  })
  void isFile_separatorOrExtension_decides(String text, boolean file) {
    assertThat(NetworkText.isFile(text)).isEqualTo(file);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lenet5|1,28,28",
        "convnet|1,28,28",
        "convnet|3,9,8",
        "resnet20|3,32,32",
        "residual(5, stride=2) avgpool(2, stride=1) batchnorm dense(4) batchnorm sigmoid|3,7,6",
        "conv(4, 3, stride=2, pad=2) relu pool(2, stride=1) dropout(0.3) scale(2)|2,9,5",
        "dense(7) batchnorm relu dense(3)|12",
      })
  void build_anyRows_givesTheShapeThatWasSaid(String text, String sizes) {
    Shape input = Shape.of(Arrays.stream(sizes.split(",")).mapToInt(Integer::parseInt).toArray());
    var module = Networks.build(text, input, 1);
    Shape output = parse(text).output(input);
    module.evaluate();
    for (int rows : new int[] {3, 1}) {
      Tensor<Float> out = Networks.forward(module, Networks.batch(input, rows, 1));
      assertThat(out.size()).isEqualTo(output.batch(rows));
    }
  }

  @Test
  void build_lenet5_hasBigDlsParameters() {
    assertThat(Networks.parameters(Networks.build("lenet5", DIGIT, 1))).hasSize(22_278);
  }

  /** 0.27 million, as table 6 of He et al. has it. */
  @Test
  void build_resnet20_hasThePapersParameters() {
    assertThat(Networks.parameters(Networks.build("resnet20", PICTURE, 1)).length)
        .isBetween(265_000, 275_000);
  }

  @Test
  void build_sameSeedInAnyThread_givesTheSameWeights() throws Exception {
    Callable<float[]> make = () -> Networks.parameters(Networks.build("convnet", DIGIT, 5));
    float[] here = make.call();
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      assertThat(other.submit(make).get()).isEqualTo(here);
      assertThat(other.submit(make).get()).isEqualTo(here);
    } finally {
      other.shutdown();
    }
    assertThat(Networks.parameters(Networks.build("convnet", DIGIT, 6))).isNotEqualTo(here);
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu", "pool(2) relu", "dropout(0.5) relu"})
  void build_beforeRelu_drawsAsHe(String next) {
    assertReach("conv(50, 5) " + next, 25, Math.sqrt(6.0 / 25));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tanh", "", "dense(3) relu"})
  void build_beforeAnythingElse_drawsAsGlorot(String next) {
    assertReach("conv(50, 5) " + next, 25, Math.sqrt(6.0 / (25 + 50 * 25)));
  }

  /** Of 1,250 uniform numbers the largest is nearly the bound. */
  private static void assertReach(String text, int perOutput, double reach) {
    float[] all = Networks.parameters(Networks.build(text, DIGIT, 3));
    double largest = 0;
    for (int i = 0; i < 50 * perOutput; i++) {
      largest = Math.max(largest, Math.abs(all[i]));
    }
    assertThat(largest).isBetween(0.99 * reach, reach);
    assertThat(Arrays.copyOfRange(all, 50 * perOutput, 50 * perOutput + 50)).containsOnly(0f);
  }

  @Test
  void build_batchNorm_startsNeutralAfterLayersWithoutBias() {
    float[] all =
        Networks.parameters(Networks.build("dense(4) batchnorm dense(2)", Shape.of(3), 1));
    assertThat(all).hasSize(3 * 4 + 2 * 4 + 4 * 2 + 2);
    assertThat(Arrays.copyOfRange(all, 12, 20)).containsExactly(1, 1, 1, 1, 0, 0, 0, 0);
  }

  /** The sum of squares of the outputs along single weights, against central differences. */
  @Test
  void backward_throughEveryLayer_isTheGradient() {
    Shape input = Shape.of(2, 9, 9);
    AbstractModule<Activity, Activity, Float> module =
        Networks.build(
            "conv(3, 3, pad=1) batchnorm tanh residual(5, stride=2) avgpool(2) scale(1.5) dense(6)"
                + " sigmoid dense(3)",
            input,
            2);
    module.training();
    float[] weights = Networks.parameters(module);
    float[] gradient = (float[]) module.getParameters()._2().storage().array();
    Tensor<Float> batch = Networks.batch(input, 4, 3);
    module.zeroGradParameters();
    Tensor<Float> out = Networks.forward(module, batch);
    module.backward(batch, Floats.tensor(Networks.values(out), out.size()));
    float[] found = gradient.clone();
    double largest = 0;
    for (float g : found) {
      largest = Math.max(largest, Math.abs(g));
    }
    float step = 1e-2f; // floats: a smaller one drowns in rounding
    for (int i = 0; i < weights.length; i += 7) {
      float at = weights[i];
      weights[i] = at + step;
      double above = halfSquares(module, batch);
      weights[i] = at - step;
      double below = halfSquares(module, batch);
      weights[i] = at;
      assertThat((double) found[i])
          .as("weight " + i)
          .isCloseTo((above - below) / (2 * step), within(0.02 * largest));
    }
  }

  private static double halfSquares(
      AbstractModule<Activity, Activity, Float> module, Tensor<Float> batch) {
    double sum = 0;
    for (float value : Networks.values(Networks.forward(module, batch))) {
      sum += 0.5 * value * value;
    }
    return sum;
  }
}
