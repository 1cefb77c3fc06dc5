// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The one thread of this JVM that ends waits which have lasted too long: a blocked read, write or
 * connect knows no time limit, but ends when its channel is closed. It runs only while something is
 * watched.
 */
final class Watchdog {
  static final String THREAD = "sparkoptim-exchange-watchdog";
  static final String CANCELLED = "the task was cancelled";
  private static final long NANOS_BETWEEN_LOOKS = 50_000_000;

  private static final Set<Watch> WATCHES = ConcurrentHashMap.newKeySet();
  private static final Object LOCK = new Object();
  private static Thread running;

  private Watchdog() {}

  /**
   * Returns a watch over one channel.
   *
   * @param limit how long a wait may last without progress
   * @param cancelled asked by the watchdog's thread while something waits
   */
  static Watch over(Closeable channel, Duration limit, BooleanSupplier cancelled) {
    Watch watch = new Watch(channel, limit, cancelled);
    synchronized (LOCK) {
      WATCHES.add(watch);
      if (running == null) {
        running = new Thread(Watchdog::run, THREAD);
        running.setDaemon(true);
        running.start();
      }
    }
    return watch;
  }

  private static void run() {
    while (goesOn()) {
      for (Watch watch : WATCHES) {
        watch.look();
      }
      LockSupport.parkNanos(NANOS_BETWEEN_LOOKS);
    }
  }

  private static boolean goesOn() {
    synchronized (LOCK) {
      if (WATCHES.isEmpty()) {
        running = null;
      }
      return running != null;
    }
  }

  private static void forget(Watch watch) {
    synchronized (LOCK) {
      WATCHES.remove(watch);
      if (WATCHES.isEmpty()) {
        LockSupport.unpark(running);
      }
    }
  }

  /** A channel, and since when somebody waits for it. */
  static final class Watch implements AutoCloseable {
    private final Closeable channel;
    private final Duration limit;
    private final BooleanSupplier cancelled;
    private volatile long since;
    private volatile boolean waiting;
    private volatile String ended;

    private Watch(Closeable channel, Duration limit, BooleanSupplier cancelled) {
      this.channel = channel;
      this.limit = limit;
      this.cancelled = cancelled;
    }

    /** Begins to watch a wait. */
    void begin() {
      since = System.nanoTime();
      waiting = true;
    }

    /** Restarts the limit, since bytes were read or written. */
    void progress() {
      since = System.nanoTime();
    }

    /** Ends the watch, since the wait is over. */
    void end() {
      waiting = false;
    }

    /** Returns why the watchdog closed the channel, or null. */
    String ended() {
      return ended;
    }

    private void look() {
      if (!waiting || ended != null) {
        return;
      }
      if (System.nanoTime() - since > limit.toNanos()) {
        end("nothing moved for " + limit.toMillis() / 1000.0 + " s");
      } else if (isCancelled()) {
        end(CANCELLED);
      }
    }

    /**
     * Whether who waits is to end: so too where the question fails, which must not end the asker.
     */
    boolean isCancelled() {
      try {
        return cancelled.getAsBoolean();
      } catch (RuntimeException e) {
        return true;
      }
    }

    private void end(String reason) {
      ended = reason;
      try {
        channel.close();
      } catch (IOException e) {
        // Closed all the same, and who waits is told the reason above.
      }
    }

    /** Ends the watch and leaves the channel as it is. */
    @Override
    public void close() {
      forget(this);
    }
  }
}
