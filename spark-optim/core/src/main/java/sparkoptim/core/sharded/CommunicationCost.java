// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import java.io.Serializable;

/**
 * The time that a collective spent on other things than computing: all the rest of a run's time is
 * computation, so that nobody looks at a clock in a step that only computes. Kept by the collective
 * and written by the thread that calls it.
 */
public final class CommunicationCost implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Nanoseconds spent waiting for others. */
  public long waitNanos;

  /** Nanoseconds spent sending and receiving. */
  public long exchangeNanos;

  /** Bytes of the answers that came from elsewhere. */
  public long bytes;

  /** Returns a copy to which another is added. */
  public CommunicationCost plus(CommunicationCost other) {
    CommunicationCost sum = new CommunicationCost();
    sum.waitNanos = waitNanos + other.waitNanos;
    sum.exchangeNanos = exchangeNanos + other.exchangeNanos;
    sum.bytes = bytes + other.bytes;
    return sum;
  }

  /** Returns the seconds spent waiting for others. */
  public double waitSeconds() {
    return waitNanos / 1e9;
  }

  /** Returns the seconds spent sending and receiving. */
  public double exchangeSeconds() {
    return exchangeNanos / 1e9;
  }

  /** Returns the part of the given seconds that was spent computing. */
  public double computeSeconds(double seconds) {
    return Math.max(0, seconds - waitSeconds() - exchangeSeconds());
  }
}
