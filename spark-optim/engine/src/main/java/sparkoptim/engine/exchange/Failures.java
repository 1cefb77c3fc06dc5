// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;

/** The errors of connections and links. */
final class Failures {
  private Failures() {}

  /** Returns why an operation on a watched channel failed, in words. */
  static String reason(IOException e, Watchdog.Watch watch) {
    if (watch.ended() != null) {
      return watch.ended();
    }
    if (e instanceof ClosedByInterruptException) {
      return "this thread was interrupted";
    }
    if (e instanceof ClosedChannelException) {
      // An earlier watch over the channel may have ended it just as what that one waited for came.
      return watch.isCancelled() ? Watchdog.CANCELLED : "the connection was closed on this side";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  static void close(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      // Nothing is written at the end that could be lost, and the descriptor is gone all the same.
    }
  }

  /** Returns the error of an interrupted wait outside of channels; the thread stays interrupted. */
  static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("this thread was interrupted");
  }
}
