// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Gradient;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.NaiveLinear;
import sparkoptim.core.testing.SampleRows;

/** Dense rows go eight at a time: widths around that, and around its multiples. */
final class DenseRowsTest {
  private static final double ROUNDING = 1e-12;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 15, 16, 17, 23, 24, 100})
  void evaluateAndPass_anyWidth_areTheNaiveOnes(int width) {
    LinearCase problem = LinearCase.logistic().dense().of(SampleRows.random(19, width, 2, 1, 3));
    NaiveLinear naive = new NaiveLinear(problem);
    double[] point = problem.point(1);
    Gradient gradient = new Gradient(point.length);
    double loss = problem.objective(0).full().evaluate(point, gradient);
    assertThat(loss).isCloseTo(naive.loss(point), within(ROUNDING));
    assertThat(gradient.values).containsExactly(naive.gradient(point), within(ROUNDING));
    double eta = 0.1 / width;
    double[] twin = new LocalEpochTwin(problem).localEpoch(point, null, 0, 0, eta);
    problem.objective(0).batch(0).localEpoch(point, eta);
    assertThat(point).containsExactly(Arrays.copyOf(twin, point.length), within(ROUNDING));
  }
}
