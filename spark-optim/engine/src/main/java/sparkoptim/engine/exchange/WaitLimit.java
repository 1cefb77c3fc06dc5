// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The limit of a rank's wait for another.
 *
 * @param limit for making all connections of a round, and afterwards for the next byte of a swap
 * @param cancelled ends every wait when true; asked several times a second, by any thread
 */
public record WaitLimit(Duration limit, BooleanSupplier cancelled) {
  public WaitLimit {
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("limit must be positive, got " + limit);
    }
  }

  /** Returns the end of a wait that begins now, on the clock of System.nanoTime(). */
  long deadline() {
    return System.nanoTime() + limit.toNanos();
  }

  /** Returns the same with what is left until a deadline. */
  WaitLimit until(long deadline) {
    return new WaitLimit(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())), cancelled);
  }

  String seconds() {
    return limit.toMillis() / 1000.0 + " s";
  }

  Watchdog.Watch over(ByteStream stream) {
    return Watchdog.over(stream, limit, cancelled);
  }
}
