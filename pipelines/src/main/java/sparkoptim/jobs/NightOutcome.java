// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.Locale;
import java.util.Optional;

/** How a night ended. */
enum NightOutcome {
  /** The candidate serves. */
  PROMOTED,
  /** A gate failed, or a later run serves: what served goes on. */
  KEPT,
  /** The rows do not decide: what served goes on. */
  UNDECIDED,
  /** The candidate passed and waits for a person. */
  READY,
  /** The new day has no rows. */
  SKIPPED,
  /** The rows or the serving model are refused. */
  REFUSED;

  /** Returns the word that results have. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<NightOutcome> of(String word) {
    for (NightOutcome outcome : values()) {
      if (outcome.word().equals(word)) {
        return Optional.of(outcome);
      }
    }
    return Optional.empty();
  }

  /** Returns whether a candidate was compared, so that the night is not run again by itself. */
  boolean isDecided() {
    return this == PROMOTED || this == KEPT || this == UNDECIDED || this == READY;
  }
}
