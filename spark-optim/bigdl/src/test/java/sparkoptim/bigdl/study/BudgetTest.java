// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BudgetTest {
  private static final long STEPS_PER_EPOCH = 7;

  @ParameterizedTest
  @ValueSource(ints = {4, 10, 16, 40})
  void steps_anyCost_takeAllPassesInWholeEpochs(int passes) {
    var budget = new Budget(passes);
    long one = epochs(budget, Cost.ONE);
    long two = epochs(budget, Cost.TWO);
    long svrg = epochs(budget, Cost.SVRG);
    assertThat(one).isEqualTo(passes);
    assertThat(2 * two).isEqualTo(passes);
    assertThat(3 * (svrg - 1) + 1).isEqualTo(passes);
  }

  private static long epochs(Budget budget, Cost cost) {
    long steps = budget.steps(cost, STEPS_PER_EPOCH);
    assertThat(steps % STEPS_PER_EPOCH).isZero();
    return steps / STEPS_PER_EPOCH;
  }

  @Test
  void near_anyNumber_isTheNextThatDivides() {
    int[] budgets =
        IntStream.of(0, 3, 6, 8, 13, 14, 40).map(p -> Budget.near(p).passes()).toArray();
    assertThat(budgets).containsExactly(4, 4, 4, 10, 16, 16, 40);
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, 0, 3, 5, 12})
  void budget_passesThatDoNotDivide_areRefused(int passes) {
    assertThatThrownBy(() -> new Budget(passes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("passes must be 4, 10, 16 and so on, was " + passes);
  }
}
