// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.Optional;
import sparkoptim.core.DivergedException;

/** A training diverged. Carries the state before the round in which it did. */
public final class TrainingDivergedException extends DivergedException {
  private static final long serialVersionUID = 1L;

  private final TrainingState lastGood;

  TrainingDivergedException(DivergedException divergence, TrainingState lastGood) {
    super(divergence.step(), divergence.what(), divergence.value());
    initCause(divergence);
    this.lastGood = lastGood;
  }

  /** Returns the state at the end of the last round; empty if the first one diverged. */
  public Optional<TrainingState> lastGood() {
    return Optional.ofNullable(lastGood);
  }
}
