// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ExactSumTest {

  @Test
  void value_numbersOfAllSizes_isTheExactSum() {
    var random = new Random(1);
    for (int turn = 0; turn < 200; turn++) {
      var sum = new ExactSum();
      var other = new ExactSum();
      BigDecimal expected = BigDecimal.ZERO;
      for (int i = 0; i < 20; i++) {
        double value = Math.scalb(random.nextDouble() - 0.5, random.nextInt(2090) - 1074);
        (i % 3 == 0 ? other : sum).add(value);
        expected = expected.add(new BigDecimal(value));
      }
      sum.merge(other);
      assertThat(sum.exact()).isEqualByComparingTo(expected);
      assertThat(sum.value()).isEqualTo(expected.doubleValue());
    }
  }

  @Test
  void value_edges_areExact() {
    for (double value :
        new double[] {0, -0.0, Double.MIN_VALUE, -Double.MIN_VALUE, Double.MAX_VALUE, 1, -1}) {
      var sum = new ExactSum();
      sum.add(value);
      assertThat(sum.value()).isEqualTo(value + 0.0);
      sum.add(-value);
      assertThat(sum.value()).isZero();
    }
  }

  @Test
  void addProduct_isNotRounded() {
    var sum = new ExactSum();
    sum.addProduct(1 + 0x1p-40, 1 + 0x1p-40);
    sum.add(-1 - 0x1p-39);
    assertThat(sum.value()).isEqualTo(0x1p-80);
  }

  @Test
  void value_notFinite_staysSo() {
    var sum = new ExactSum();
    sum.add(Double.POSITIVE_INFINITY);
    sum.add(1);
    assertThat(sum.value()).isInfinite();
    sum.add(Double.NEGATIVE_INFINITY);
    assertThat(sum.value()).isNaN();
  }
}
