// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class LinearScorerTest {
  private static final double[] NONE = {};

  private static LinearNumbers numbers(LinearKind kind, int features, double zeros) {
    Random random = new Random(3);
    int rows = kind == LinearKind.SOFTMAX ? 3 : 1;
    double[] coefficients = new double[rows * features];
    for (int i = 0; i < coefficients.length; i++) {
      coefficients[i] = random.nextDouble() < zeros ? 0 : random.nextGaussian();
    }
    double[] intercepts = random.doubles(rows, -1, 1).toArray();
    double[] thresholds = kind.classifies() && rows == 1 ? new double[] {0.3} : NONE;
    return new LinearNumbers(kind, features, coefficients, intercepts, thresholds);
  }

  static Stream<LinearNumbers> models() {
    return Stream.of(LinearKind.values())
        .flatMap(kind -> Stream.of(numbers(kind, 9, 0), numbers(kind, 50, 0.9)));
  }

  @ParameterizedTest
  @MethodSource("models")
  void file_readBack_hasTheSameNumbers(LinearNumbers model, @TempDir Path folder)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ScorerFile.write(model, bytes);
    Path file = Files.write(folder.resolve(ScorerFile.NAME), bytes.toByteArray());
    assertThat(LinearScorer.load(folder).numbers()).isEqualTo(model);
    assertThat(LinearScorer.load(file).numbers()).isEqualTo(model);
    assertThat(bytes.size()).isLessThan(8 * model.coefficients().length + 120);
  }

  @Test
  void file_damagedAnywhere_isRefused(@TempDir Path folder) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ScorerFile.write(numbers(LinearKind.LOGISTIC, 4, 0), bytes);
    Path file = folder.resolve(ScorerFile.NAME);
    for (int at = 0; at < bytes.size(); at++) {
      byte[] damaged = bytes.toByteArray();
      damaged[at] ^= 4;
      Files.write(file, damaged);
      assertThatThrownBy(() -> LinearScorer.load(file))
          .as("byte %d", at)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(file.toString());
    }
    for (int size = 0; size < bytes.size(); size++) {
      Files.write(file, Arrays.copyOf(bytes.toByteArray(), size));
      assertThatThrownBy(() -> LinearScorer.load(file)).isInstanceOf(IOException.class);
    }
    Files.delete(file);
    assertThatThrownBy(() -> LinearScorer.load(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no such file");
  }

  @ParameterizedTest
  @EnumSource(LinearKind.class)
  void predict_sparseAndDense_areTheFormula(LinearKind kind) {
    LinearNumbers model = numbers(kind, 6, 0);
    LinearScorer scorer = new LinearScorer(model);
    Random random = new Random(9);
    for (int row = 0; row < 200; row++) {
      double[] dense = new double[6];
      int[] indices = {1, 4};
      double[] values = {3 * random.nextGaussian(), 3 * random.nextGaussian()};
      dense[1] = values[0];
      dense[4] = values[1];
      double[] margins = new double[model.rows()];
      for (int k = 0; k < margins.length; k++) {
        margins[k] =
            model.intercepts()[k]
                + model.coefficients()[6 * k + 1] * values[0]
                + model.coefficients()[6 * k + 4] * values[1];
      }
      double expected =
          switch (kind) {
            case REGRESSION -> margins[0];
            case POISSON -> Math.exp(margins[0]);
            case MARGIN -> margins[0] > 0.3 ? 1 : 0;
            case LOGISTIC -> 1 / (1 + Math.exp(-margins[0])) > 0.3 ? 1 : 0;
            case SOFTMAX ->
                margins[0] >= Math.max(margins[1], margins[2])
                    ? 0
                    : margins[1] >= margins[2] ? 1 : 2;
          };
      assertThat(scorer.predict(indices, values)).isCloseTo(expected, within(1e-12));
      assertThat(scorer.predict(dense)).isCloseTo(expected, within(1e-12));
      if (kind.probable()) {
        double[] probabilities = new double[model.classes()];
        scorer.probabilities(indices, values, probabilities);
        assertThat(Arrays.stream(probabilities).sum()).isCloseTo(1, within(1e-12));
        double odds = kind == LinearKind.LOGISTIC ? margins[0] : margins[1] - margins[0];
        assertThat(Math.log(probabilities[1] / probabilities[0])).isCloseTo(odds, within(1e-9));
      }
    }
  }

  @Test
  void predict_thresholdsOfManyClasses_divideProbabilities() {
    double[] intercepts = {Math.log(0.5), Math.log(0.3), Math.log(0.2)};
    double[] zeros = new double[3];
    double[] x = {1};
    var even = new LinearNumbers(LinearKind.SOFTMAX, 1, zeros, intercepts, NONE);
    var uneven =
        new LinearNumbers(LinearKind.SOFTMAX, 1, zeros, intercepts, new double[] {0.9, 0.5, 0.3});
    var always =
        new LinearNumbers(LinearKind.SOFTMAX, 1, zeros, intercepts, new double[] {0.5, 0.5, 0});
    assertThat(new LinearScorer(even).predict(x)).isZero();
    assertThat(new LinearScorer(uneven).predict(x)).isEqualTo(2);
    assertThat(new LinearScorer(always).predict(x)).isEqualTo(2);
  }

  @Test
  void rowsThatDoNotFit_areRefused() {
    LinearScorer scorer = new LinearScorer(numbers(LinearKind.REGRESSION, 3, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scorer.predict(new double[2]))
        .withMessage("the model has 3 features, was a row of 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scorer.predict(new int[] {3}, new double[] {1}))
        .withMessage("the model has the features 0 to 2, was an index 3");
    assertThatThrownBy(() -> scorer.probabilities(new double[3], new double[2]))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
