// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RoundTokenTest {
  @Test
  void random_twice_hasOtherTokens() {
    assertThat(RoundToken.random("a").token())
        .hasSize(32)
        .isNotEqualTo(RoundToken.random("a").token());
  }

  @Test
  void toString_hasNoToken() {
    assertThat(RoundToken.random("fit")).hasToString("fit");
  }

  @Test
  void name_emptyOrLong_refused() {
    assertThatThrownBy(() -> RoundToken.random("")).hasMessageContaining("1 to 256 bytes, got 0");
    assertThatThrownBy(() -> RoundToken.random("é".repeat(129)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 256 bytes, got 258");
  }

  @Test
  void patience_withoutTime_refused() {
    assertThatThrownBy(() -> new WaitLimit(Duration.ZERO, () -> false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit must be positive, got PT0S");
  }
}
