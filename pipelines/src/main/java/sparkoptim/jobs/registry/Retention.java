// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import java.time.Duration;

/**
 * Which versions stay. Whatever this says, these do: the serving one, its parents up to its anchor,
 * what a rollback goes to and what the last one went to, and those in use.
 *
 * @param versions how many of the newest
 * @param age how old they may be
 * @param grace how long one stays that was completed, or served, a moment ago: runs may read it
 */
public record Retention(int versions, Duration age, Duration grace) {
  /** The grace where nobody says another. */
  public static final Duration GRACE = Duration.ofHours(24);

  /** Checks the numbers. */
  public Retention {
    if (versions < 1) {
      throw new IllegalArgumentException("retention.versions must be at least 1, was " + versions);
    }
    if (age.isNegative() || grace.isNegative()) {
      throw new IllegalArgumentException(
          "times of retention must not be negative, were %s and %s".formatted(age, grace));
    }
  }
}
