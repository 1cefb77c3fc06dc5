// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.PlainText;

final class DriftTest {
  private static final boolean SOAK = "1".equals(System.getenv("SPARK_OPTIM_SOAK"));

  /**
   * Rows of all nights of a size. Those of {@code --soak} are none that the limit was chosen by.
   */
  private static final int ROWS = SOAK ? 2_500_000 : 80_000;

  private static final long SEED = SOAK ? 1_000_000 : 0;

  @ParameterizedTest
  @ValueSource(ints = {200, 1_085, 5_000})
  void between_nightsWithoutDrift_areSeldomAlarmed(int rows) {
    int nights = ROWS / rows;
    int sparse = alarms(nights, seed -> Nights.sparse(seed, rows));
    int people = alarms(nights, seed -> Nights.profile(Nights.people(seed, rows)));
    if (SOAK) {
      System.out.println(
          PlainText.of("%,d rows: %d and %d of %,d nights", rows, sparse, people, nights));
    }
    assertThat(sparse).isLessThanOrEqualTo(Math.max(2, nights / 50));
    assertThat(people).isLessThanOrEqualTo(Math.max(2, nights / 50));
  }

  private static int alarms(int nights, LongFunction<Profile> night) {
    int alarms = 0;
    Profile before = night.apply(SEED);
    for (int i = 1; i <= nights; i++) {
      Profile now = night.apply(SEED + i);
      alarms += Drift.between(before, now).stream().anyMatch(Drift::moved) ? 1 : 0;
      before = now;
    }
    return alarms;
  }

  @Test
  void between_hoursAsMinutes_isFarAboveAnyLimit() {
    Profile before = Nights.profile(Nights.people(1, 1_085));
    Profile now =
        Nights.profile(
            Nights.people(2, 1_085),
            row -> {
              row[2] = 60 * (Double) row[2];
              return row;
            });
    Drift first = Drift.between(before, now).get(0);
    assertThat(first.column()).isEqualTo("hours");
    assertThat(first.psi()).isGreaterThan(2);
    assertThat(first.moved()).isTrue();
    assertThat(first.medians()).isCloseTo(60, within(1e-9));
    assertThat(Drift.between(before, now).get(1).moved()).isFalse();
  }

  @Test
  void between_newCategoryAndConstantColumn_areSeen() {
    Profile before = Nights.profile(Nights.people(1, 1_000), Nights::withoutGain);
    Profile now =
        Nights.profile(
            Nights.people(2, 1_000),
            row -> {
              row[4] = row[4].equals("job0") ? "new job" : row[4];
              return row;
            });
    assertThat(Drift.between(before, now).stream().filter(Drift::moved).map(Drift::column))
        .containsExactlyInAnyOrder("job", "gain");
  }

  @Test
  void between_driftOfAPoint_growsWithTheRows() {
    for (int rows : new int[] {200, 20_000}) {
      Profile before = Nights.profile(Nights.people(1, rows));
      Profile now =
          Nights.profile(
              Nights.people(2, rows),
              row -> {
                row[1] = (Integer) row[1] + 2;
                return row;
              });
      assertThat(Drift.between(before, now).stream().anyMatch(Drift::moved))
          .isEqualTo(rows == 20_000);
    }
  }
}
