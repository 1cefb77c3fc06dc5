// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many ranks a round has while executors come and go. */
class RoundRanksTest {
  private static final double NO_TIME = 0.001;
  private final Cluster cluster = new Cluster();

  /** Executors of two slots, and 100 bytes of which rows may take 70. */
  private static final class Cluster implements SlotSource {
    private int executors = 4;
    private long busy;
    private boolean dynamic;
    private long asked;
    private int looksUntilBack = -1;

    @Override
    public Slots now() {
      if (looksUntilBack-- == 0) {
        executors = 4;
      }
      return new Slots(
          2L * executors,
          2L * executors - busy,
          8,
          100.0 * executors,
          400,
          executors == 0 ? Double.MAX_VALUE : 100,
          dynamic,
          false);
    }

    @Override
    public void ask(long missing) {
      asked += missing;
    }
  }

  private int next(RoundRanks ranks) {
    return ranks.next("a fit", cluster);
  }

  @Test
  void next_executorsLostAndBack_followsTheSlots() {
    RoundRanks ranks = new RoundRanks(8, 50, NO_TIME);
    assertThat(next(ranks)).isEqualTo(8);
    cluster.executors = 3;
    assertThat(next(ranks)).isEqualTo(6);
    cluster.executors = 1;
    assertThat(next(ranks)).isEqualTo(2);
    cluster.executors = 4;
    assertThat(next(ranks)).isEqualTo(8);
    assertThat(cluster.asked).isEqualTo(2); // once for a loss, and not in every round
  }

  @Test
  void next_executorThatIsReplacedAtOnce_waitsForIt() {
    RoundRanks ranks = new RoundRanks(8, 50, 60);
    cluster.executors = 3;
    cluster.looksUntilBack = 3;
    assertThat(next(ranks)).isEqualTo(8);
  }

  @Test
  void next_noSlotAtAll_waitsForAFirstOne() {
    RoundRanks ranks = new RoundRanks(8, 50, 60);
    cluster.executors = 0;
    cluster.looksUntilBack = 3;
    assertThat(next(ranks)).isEqualTo(8);
    cluster.executors = 0;
    assertThat(next(new RoundRanks(8, 50, NO_TIME))).isEqualTo(1);
  }

  /** 70 % of 100 bytes an executor. */
  @ParameterizedTest
  @CsvSource({"3, 210, 6", "3, 211, 0", "2, 140, 4", "2, 141, 0", "1, 71, 0"})
  void next_rowsThatFewerExecutorsCannotHold_areForJobs(int executors, double bytes, int expected) {
    cluster.executors = executors;
    assertThat(next(new RoundRanks(8, bytes, NO_TIME))).isEqualTo(expected);
  }

  @Test
  void next_allRanksAsAskedFor_doesNotLookAtMemory() {
    assertThat(next(new RoundRanks(8, 1e9, NO_TIME))).isEqualTo(8);
    cluster.dynamic = true;
    assertThat(next(new RoundRanks(8, 1e9, NO_TIME))).isEqualTo(RoundRanks.JOBS);
  }

  @Test
  void next_slotsThatOthersHold_countOnlyAfterRanksHaveNotStarted() {
    RoundRanks ranks = new RoundRanks(8, 50, NO_TIME);
    cluster.busy = 5;
    assertThat(next(ranks)).isEqualTo(8);
    ranks.notStarted();
    assertThat(ranks.alone(cluster)).isEqualTo(1);
    assertThat(next(ranks)).isEqualTo(3);
    cluster.busy = 0;
    assertThat(next(ranks)).isEqualTo(8);
    cluster.busy = 5;
    assertThat(next(ranks)).isEqualTo(8);
  }

  @Test
  void alone_rowsThatNoExecutorHolds_isForJobs() {
    assertThat(new RoundRanks(8, 71, NO_TIME).alone(cluster)).isEqualTo(RoundRanks.JOBS);
  }

  @Test
  void next_interruptedWhileItWaits_endsTheFit() {
    cluster.executors = 1;
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> next(new RoundRanks(8, 50, 60)))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
