// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.Serializable;

/**
 * The end of a round: a number of steps or of seconds, whichever comes first. It never changes what
 * is computed.
 *
 * @param steps at least 1
 * @param seconds of steps; the step under way is finished
 * @param last whether the training ends, too, when the seconds are over
 */
public record RoundLimit(long steps, double seconds, boolean last) implements Serializable {
  /** Ten seconds. */
  public static final RoundLimit DEFAULT = new RoundLimit(Long.MAX_VALUE, 10, false);

  public RoundLimit {
    if (steps < 1) {
      throw new IllegalArgumentException("round: steps must be >= 1, was " + steps);
    }
  }

  /** Returns a limit of a number of steps, however long they take. */
  public static RoundLimit ofSteps(long steps) {
    return new RoundLimit(steps, Double.POSITIVE_INFINITY, false);
  }

  /** Returns this limit with at most the given number of seconds. */
  public RoundLimit atMost(double most) {
    return new RoundLimit(steps, Math.min(seconds, most), last);
  }

  /**
   * Returns the same, or where the time left is no longer than a round, the last round, of that
   * time.
   */
  RoundLimit within(double secondsLeft) {
    return secondsLeft > seconds ? this : new RoundLimit(steps, secondsLeft, true);
  }
}
