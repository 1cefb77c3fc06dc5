// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

/**
 * The limits of a training on failures and time.
 *
 * @param maxRoundFailures failures of one round, one after the other, that end the training; at
 *     least 1
 * @param maxSeconds from the call on after which the training ends with what it has; 0 for no limit
 */
public record RetryPolicy(int maxRoundFailures, double maxSeconds) {
  /** A round is tried four times, and there is no limit of time. */
  public static final RetryPolicy DEFAULT = new RetryPolicy(4, 0);

  public RetryPolicy {
    if (maxRoundFailures < 1) {
      throw new IllegalArgumentException("maxRoundFailures must be >= 1, was " + maxRoundFailures);
    }
    if (!(maxSeconds >= 0 && maxSeconds < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "maxSeconds must be finite and >= 0 (0: no limit), was " + maxSeconds);
    }
  }

  /** Returns the seconds that are left; infinite without a limit. */
  double secondsLeft(long startNanos) {
    return maxSeconds == 0
        ? Double.POSITIVE_INFINITY
        : maxSeconds - (System.nanoTime() - startNanos) / 1e9;
  }
}
