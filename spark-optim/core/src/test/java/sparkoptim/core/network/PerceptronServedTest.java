// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

/** Scores of a trained perceptron. */
final class PerceptronServedTest {
  private static final int WIDTH = 40;
  private static final int SOME = 10;

  private static double[][] scores(ServedNetwork network, float[][] rows) {
    try (NetworkScoring scoring = network.scoring(64)) {
      for (float[] row : rows) {
        System.arraycopy(row, 0, scoring.values(), scoring.next(), WIDTH);
      }
      return scoring.scores();
    }
  }

  /** Rows are cut into batches wherever a partition ends, which may not be seen in their scores. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 0.31, 0.05})
  void scores_ofARow_doNotDependOnTheRowsBesideIt(double share) {
    Random random = new Random(5);
    double[] point = random.doubles(WIDTH * 8 + 8 + 8 * 3 + 3, -1, 1).toArray();
    ServedNetwork network =
        PerceptronBackend.trained(
            NetworkText.parse("dense(8) sigmoid dense(3)", 3), Shape.of(WIDTH), point);
    float[][] rows = new float[64][WIDTH];
    for (float[] row : rows) {
      for (int j = 0; j < WIDTH; j++) {
        row[j] = random.nextDouble() < share ? (float) random.nextGaussian() : 0;
      }
    }
    double[][] together = scores(network, rows);
    assertThat(scores(network, Arrays.copyOf(rows, SOME)))
        .isDeepEqualTo(Arrays.copyOf(together, SOME));
    for (int i = 0; i < SOME; i++) {
      assertThat(scores(network, new float[][] {rows[i]})[0]).isEqualTo(together[i]);
    }
  }
}
