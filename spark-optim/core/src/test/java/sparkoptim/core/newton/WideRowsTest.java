// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.StopReason;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.testing.SampleRows;

/** Rows of more columns than a matrix may have: the metric is a diagonal all along. */
final class WideRowsTest {
  private static final int ROWS = 1_500;
  private static final int WIDTH = 2_200;
  private static final double TOLERANCE = 1e-6;

  /** Few common columns and many rare ones, as words are; labels follow a model, with noise. */
  private static SampleRows words() {
    Random random = new Random(5);
    double[][] features = new double[ROWS][WIDTH];
    double[] model = random.doubles(WIDTH, -1, 1).toArray();
    double[] labels = new double[ROWS];
    double[] weights = new double[ROWS];
    Arrays.fill(weights, 1);
    for (int i = 0; i < ROWS; i++) {
      double margin = random.nextGaussian();
      for (int entry = 0; entry < 30; entry++) {
        int column = (int) Math.pow(WIDTH, random.nextDouble()) - 1;
        features[i][column] += 1 + random.nextInt(3);
        margin += model[column];
      }
      labels[i] = margin > 0 ? 1 : 0;
    }
    return new SampleRows(features, labels, weights);
  }

  @ParameterizedTest
  @CsvSource({"true, 0.01", "true, 1e-4", "false, 0.01", "false, 1e-4", "false, 1e-6"})
  void converged_diagonalMetric_isWithinTheTolerance(boolean standardization, double regParam) {
    ScaledData data =
        ScaledData.of(words(), LogisticLoss.LOSS, 1, true, standardization, regParam, 4);
    Loop loop = loop(data, 200, TOLERANCE);
    double reached = end(loop);
    double least = end(loop(data, 600, 0));
    assertThat(loop.stopReason()).isEqualTo(StopReason.CONVERGED);
    assertThat((reached - least) / least).isLessThanOrEqualTo(TOLERANCE);
  }

  private static Loop loop(ScaledData data, long steps, double tolerance) {
    OptimMethod method = OptimMethod.parse("sampled-newton");
    return new Loop(method, data.objective(true), steps, tolerance, data.start());
  }

  private static double end(Loop loop) {
    double last = Double.NaN;
    while (loop.begin()) {
      last = loop.next().loss();
    }
    return last;
  }
}
