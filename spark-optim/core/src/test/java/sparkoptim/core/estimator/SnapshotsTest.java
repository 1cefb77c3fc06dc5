// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.Plan;

final class SnapshotsTest {
  private static final int STEPS = 50;

  /** {@code every} counts from the start of each epoch, as in the authors' code. */
  @ParameterizedTest
  @CsvSource({"1, 1", "5, 1", "5, 2", "5, 3", "5, 4", "5, 5", "7, 6", "8, 8"})
  void withinEpochs_dueEverySoManySteps_startsAgainEachEpoch(long perEpoch, long every) {
    Snapshots snapshots = new Snapshots(new Plan(perEpoch, STEPS, 1), every);
    long taken = 0;
    for (long step = 0; step < STEPS; step++) {
      boolean due = step % perEpoch % every == 0;
      taken += due ? 1 : 0;
      assertThat(snapshots.due(step)).as("due at %d", step).isEqualTo(due);
      assertThat(snapshots.index(step)).as("index at %d", step).isEqualTo(taken - 1);
    }
    assertThat(snapshots.total()).isEqualTo(taken);
    double inFirstEpoch = snapshots.index(perEpoch - 1) + 1.0;
    assertThat(Snapshots.perEpoch(perEpoch, every)).isEqualTo(inFirstEpoch);
  }

  @ParameterizedTest
  @CsvSource({"5, 0, 5", "5, 7, 5", "5, 10, 10", "5, 14, 10", "5, 15, 15", "1, 3, 3"})
  void wholeEpochs_moreThanAnEpoch_isRoundedDown(long perEpoch, long every, long effective) {
    Snapshots snapshots = new Snapshots(new Plan(perEpoch, STEPS, 1), every);
    for (long step = 0; step < STEPS; step++) {
      assertThat(snapshots.due(step)).as("due at %d", step).isEqualTo(step % effective == 0);
      assertThat(snapshots.index(step)).as("index at %d", step).isEqualTo(step / effective);
    }
    assertThat(snapshots.total()).isEqualTo((STEPS + effective - 1) / effective);
    assertThat(Snapshots.perEpoch(perEpoch, every)).isEqualTo((double) perEpoch / effective);
  }

  @Test
  void total_noSteps_isZero() {
    assertThat(new Snapshots(new Plan(4, 0, 1), 0).total()).isZero();
  }
}
