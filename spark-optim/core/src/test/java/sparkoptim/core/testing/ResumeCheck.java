// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;

/** Saving a run between two steps and going on in a fresh one. */
public final class ResumeCheck {
  private ResumeCheck() {}

  /**
   * Fails unless a run restored at any step ends with the bits and the state of an unbroken one.
   */
  public static void assertSameBits(Supplier<Loop> fresh) {
    Loop whole = fresh.get();
    whole.forEachRemaining(iteration -> {});
    LoopState expected = LoopState.of(whole);
    Loop saved = fresh.get();
    for (long k = 0; k <= whole.step(); k++) {
      Loop resumed = fresh.get();
      LoopState.of(saved).restore(resumed);
      assertThat(resumed.query()).as("query resumed at %d", k).isEqualTo(saved.query());
      resumed.forEachRemaining(iteration -> {});
      LoopState ended = LoopState.of(resumed);
      assertThat(resumed.served()).as("resumed at %d", k).isEqualTo(whole.served());
      assertThat(ended.vectors().keySet()).isEqualTo(expected.vectors().keySet());
      ended
          .vectors()
          .forEach((name, held) -> assertThat(held).isEqualTo(expected.vectors().get(name)));
      assertThat(ended.numbers()).as("resumed at %d", k).isEqualTo(expected.numbers());
      assertThat(ended.counts()).as("resumed at %d", k).isEqualTo(expected.counts());
      if (k < whole.step()) {
        saved.next();
      }
    }
  }
}
