// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import sparkoptim.core.Plan;
import sparkoptim.core.Schedule;
import sparkoptim.core.Schedule.Per;
import sparkoptim.core.testing.Golden;

/** The golden vectors of schedules: C1 to C4, E5 and E6. */
final class SchedulesGoldenTest {
  /** Values by count. */
  private static void assertGolden(Schedule schedule, long total, String id) {
    JsonNode expected = Golden.vector(id);
    assertThat(expected).isNotEmpty();
    expected
        .properties()
        .forEach(
            entry ->
                assertThat(schedule.at(Long.parseLong(entry.getKey()), total))
                    .as(entry.getKey())
                    .isCloseTo(entry.getValue().doubleValue(), within(Golden.TOLERANCE)));
  }

  private static void assertGolden(Schedule schedule, JsonNode values) {
    for (int count = 0; count < values.size(); count++) {
      assertThat(schedule.at(count, values.size()))
          .as("count %d", count)
          .isCloseTo(values.get(count).doubleValue(), within(Golden.TOLERANCE));
    }
  }

  @Test
  void taso_paperFormula_isC1() {
    Taso schedule = new Taso(0.1, 25, 0.7, 1e-4, false, 0, Per.EPOCH);
    assertGolden(schedule, 100, "taso/C1_paper_formula_lr0_0.1_E100_lrf_1e-4");
  }

  @Test
  void taso_default_isTheAuthorsCodeC2() {
    assertGolden(Taso.DEFAULT, 100, "taso/C2_code_epoch_plus_one_factor_plus_0.001");
  }

  @Test
  void taso_perStepWithoutFloor_isC3() {
    Taso schedule = new Taso(0.05, 25, 0.7, 0, true, 1, Per.STEP);
    assertGolden(schedule, 1000, "taso/C3_code_per_iteration_no_floor_T1000");
  }

  @Test
  void htd_andTasoOfTheSameShape_areC4() {
    Htd htd = new Htd(0.1, -6, 3, Per.EPOCH);
    Taso taso = new Taso(0.1, 18, 2.0 / 3, 0, true, 0, Per.EPOCH);
    Golden.vector("taso/C4_equals_HTD(-6,3)=TASO(18,2/3)")
        .properties()
        .forEach(
            entry -> {
              long count = Long.parseLong(entry.getKey());
              double expected = entry.getValue().get("htd").doubleValue();
              assertThat(htd.at(count, 100)).isCloseTo(expected, within(Golden.TOLERANCE));
              expected = entry.getValue().get("taso").doubleValue();
              assertThat(taso.at(count, 100)).isCloseTo(expected, within(Golden.TOLERANCE));
            });
  }

  /** A coefficient is constant within an epoch: the lists have a value for every step. */
  @Test
  void linear_overSnapshots_isE5() {
    JsonNode lists = Golden.vector("svrg/E5_schedule_lists");
    double[] three = Golden.doubles(lists.get("linear_3x4"));
    for (int step = 0; step < three.length; step++) {
      assertThat(new Linear(0.75, 0).at(step / 4, 3))
          .isCloseTo(three[step], within(Golden.TOLERANCE));
    }
    double[] two = Golden.doubles(lists.get("two_snapshots_2x5_freq3"));
    for (int step = 0; step < two.length; step++) {
      int snapshot = step / 5 * 2 + step % 5 / 3;
      assertThat(new Linear(0.5, 0).at(snapshot, 4)).isCloseTo(two[step], within(Golden.TOLERANCE));
    }
    assertThat(Golden.doubles(lists.get("one_epoch"))).containsOnly(new Linear(0.5, 0).at(0, 1));
  }

  @Test
  void schedules_overTheRun_areE6() {
    JsonNode lists = Golden.vector("svrg/E6_global_schedules_T4_alpha0.5");
    assertGolden(new Linear(0.5, 0), lists.get("linear_t_over_T"));
    assertGolden(new Polynomial(0.5, 0, 1, Per.STEP), lists.get("linear_t_over_T"));
    assertGolden(new Polynomial(0.5, 0, 2, Per.STEP), lists.get("quadratic"));
    assertGolden(new Geometric(0.5, 0.01, Per.STEP), lists.get("geometric_final_0_01"));
  }

  /** By epoch, so that a step in the middle of epoch 69 gets the value of epoch 69. */
  @Test
  void taso_asStepSize_countsEpochs() {
    JsonNode expected = Golden.vector("taso/C2_code_epoch_plus_one_factor_plus_0.001");
    Plan plan = new Plan(10, 1000, 1);
    for (long step = 690; step < 700; step++) {
      assertThat(plan.value(Taso.DEFAULT, step))
          .isCloseTo(expected.get("69").doubleValue(), within(Golden.TOLERANCE));
    }
  }
}
