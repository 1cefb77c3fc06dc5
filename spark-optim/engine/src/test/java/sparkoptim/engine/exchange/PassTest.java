package sparkoptim.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PassTest {
  @Test
  void random_twice_hasOtherTokens() {
    assertThat(Pass.random("a").token()).hasSize(32).isNotEqualTo(Pass.random("a").token());
  }

  @Test
  void toString_hasNoToken() {
    assertThat(Pass.random("fit")).hasToString("fit");
  }

  @Test
  void name_emptyOrLong_refused() {
    assertThatThrownBy(() -> Pass.random("")).hasMessageContaining("1 to 256 bytes, got 0");
    assertThatThrownBy(() -> Pass.random("é".repeat(129)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 256 bytes, got 258");
  }

  @Test
  void patience_withoutTime_refused() {
    assertThatThrownBy(() -> new Patience(Duration.ZERO, () -> false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit must be positive, got PT0S");
  }
}
