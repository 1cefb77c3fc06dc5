// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LazyStepSumsTest {
  /** Differences of sums of up to 1,024 terms, relative to the whole sum. */
  private static final double ROUNDING = 1e-13;

  /** Against the steps themselves, from every start to the end. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-12, 1e-6, 1e-3, 0.01, 1})
  void factor_anyStepSizes_isThatOfTheStepsOneByOne(double share) {
    double largest = 0.4;
    double q = share * LazyStepSums.LIMIT / largest;
    double[] etas = new Random(3).doubles(LazyStepSums.LENGTH, 0, largest).toArray();
    LazyStepSums sums = new LazyStepSums();
    for (double eta : etas) {
      assertThat(sums.full()).isFalse();
      sums.add(eta);
    }
    assertThat(sums.full()).isTrue();
    double total = sums.factor(0, 0);
    for (int taken = 0; taken < etas.length; taken += 11) {
      double moved = 0; // from 0 with c = 1: x = -f
      for (int k = taken; k < etas.length; k++) {
        moved -= etas[k] * (1 + q * moved);
      }
      assertThat(sums.factor(taken, q)).isCloseTo(-moved, within(ROUNDING * total));
    }
    assertThat(sums.factor(etas.length, q)).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-4})
  void clear_beginsAgain(double q) {
    LazyStepSums sums = new LazyStepSums();
    sums.add(5);
    sums.clear();
    sums.add(0.25);
    assertThat(sums.count()).isEqualTo(1);
    assertThat(sums.factor(0, q)).isCloseTo(0.25, within(1e-16));
  }
}
