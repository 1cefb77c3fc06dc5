// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WatchdogTest {

  /** The watch before this one may have closed the channel at the moment of success. */
  @ParameterizedTest
  @CsvSource({"true, the task was cancelled", "false, the connection was closed on this side"})
  void reason_channelClosedBeforeTheWatch_tellsOfTheCancel(boolean cancelled, String reason) {
    try (Watchdog.Watch watch = Watchdog.over(() -> {}, Duration.ofHours(1), () -> cancelled)) {
      assertThat(Failures.reason(new ClosedChannelException(), watch)).isEqualTo(reason);
    }
  }
}
