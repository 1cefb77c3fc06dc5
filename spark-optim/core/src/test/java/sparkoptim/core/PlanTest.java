// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlanTest {
  /** Shows what it is given: {@code 1000 total + count}. */
  private record Counting(Per per) implements Schedule {
    @Override
    public double at(long count, long total) {
      return 1000 * total + count;
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 12, 3", "4, 13, 4", "4, 0, 0", "1, 7, 7"})
  void epochs_startedOne_countsWhole(long perEpoch, long steps, long epochs) {
    assertThat(new Plan(perEpoch, steps, 1).epochs()).isEqualTo(epochs);
  }

  @Test
  void value_perStep_countsSteps() {
    Plan plan = new Plan(4, 10, 1);
    assertThat(plan.value(new Counting(Schedule.Per.STEP), 9)).isEqualTo(10_009);
  }

  @Test
  void value_perEpoch_countsEpochs() {
    Plan plan = new Plan(4, 10, 1);
    assertThat(plan.value(new Counting(Schedule.Per.EPOCH), 3)).isEqualTo(3_000);
    assertThat(plan.value(new Counting(Schedule.Per.EPOCH), 9)).isEqualTo(3_002);
  }

  @Test
  void schedule_asStepSize_followsThePlan() {
    RunContext context = new RunContext(new WholeSpace(1), new Plan(4, 10, 1));
    assertThat(new Counting(Schedule.Per.EPOCH).start(context).at(9)).isEqualTo(3_002);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "1, -1, 1", "1, 1, 0", "1, 1, NaN"})
  void lengths_outOfRange_areRefused(long perEpoch, long steps, double inner) {
    assertThatThrownBy(() -> new Plan(perEpoch, steps, inner))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("was %d, %d, %s".formatted(perEpoch, steps, inner));
  }
}
