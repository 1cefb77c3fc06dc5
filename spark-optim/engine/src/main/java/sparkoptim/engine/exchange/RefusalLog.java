// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Says who was refused, and counts alone where there are too many to name: whoever can connect must
 * not fill the disk with lines. Its owner's lock guards it.
 */
final class RefusalLog {
  static final int MOST_LINES = 20;
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Logger log;
  private long windowStart = System.nanoTime();
  private int lines;
  private long unnamed;

  RefusalLog(Logger log) {
    this.log = log;
  }

  void refused(String address, String reason) {
    long now = System.nanoTime();
    if (now - windowStart >= WINDOW_NANOS) {
      sum();
      windowStart = now;
      lines = 0;
    }
    if (lines == MOST_LINES) {
      unnamed++;
      return;
    }
    lines++;
    log.warn("refused a connection from {}: {}", address, reason);
  }

  /** Says how many were not named since the last sum. */
  void sum() {
    if (unnamed > 0) {
      log.warn("refused {} more connections", unnamed);
    }
    unnamed = 0;
  }
}
