// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class InParallelTest {

  @Test
  void map_ofCallsThatWaitForEachOther_givesResultsInOrder() {
    var all = new CountDownLatch(3);
    List<Integer> doubled =
        InParallel.map(
            List.of(1, 2, 3),
            3,
            value -> {
              all.countDown();
              await(all); // one after the other, this would never end
              return 2 * value;
            });
    assertThat(doubled).containsExactly(2, 4, 6);
  }

  @Test
  void map_whereCallsThrow_throwsTheFirstElementsErrorAfterAllAreOver() {
    var over = new AtomicInteger();
    assertThatThrownBy(
            () ->
                InParallel.map(
                    List.of(0, 1, 2, 3),
                    2,
                    value -> {
                      over.incrementAndGet();
                      if (value % 2 == 1) {
                        throw new DataException("day " + value);
                      }
                      return value;
                    }))
        .isInstanceOf(DataException.class)
        .hasMessage("day 1");
    assertThat(over).hasValue(4);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
