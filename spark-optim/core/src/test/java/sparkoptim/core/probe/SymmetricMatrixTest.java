// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SymmetricMatrixTest {
  @Test
  void largestEigenvalue_twoByTwo_isTheFormulas() {
    double[][] matrix = {{2, -3}, {-3, 5}};
    double expected = 3.5 + Math.sqrt(1.5 * 1.5 + 9);
    assertThat(SymmetricMatrix.largestEigenvalue(matrix)).isCloseTo(expected, within(1e-14));
  }

  /** {@code H diag(values) H} with a reflection H has these eigenvalues. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 40})
  void largestEigenvalue_knownSpectrum_isItsMaximum(int size) {
    Random random = new Random(size);
    double[] values = random.doubles(size, -3, 3).toArray();
    values[size / 2] = 4;
    double[] v = random.doubles(size, -1, 1).toArray();
    double square = 0;
    for (double element : v) {
      square += element * element;
    }
    double[][] matrix = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        for (int k = 0; k < size; k++) {
          double ik = (i == k ? 1 : 0) - 2 * v[i] * v[k] / square;
          double jk = (j == k ? 1 : 0) - 2 * v[j] * v[k] / square;
          matrix[i][j] += ik * values[k] * jk;
        }
      }
    }
    assertThat(SymmetricMatrix.largestEigenvalue(matrix)).isCloseTo(4, within(1e-12));
  }

  @Test
  void largestEigenvalue_zeros_isZero() {
    assertThat(SymmetricMatrix.largestEigenvalue(new double[3][3])).isZero();
  }
}
