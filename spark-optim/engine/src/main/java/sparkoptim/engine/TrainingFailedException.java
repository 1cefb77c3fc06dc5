// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.Optional;

/**
 * A round of a training failed as often as it may. The message names the last cause and says how to
 * go on; the cause is the last failure.
 */
public final class TrainingFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final TrainingState lastGood;

  TrainingFailedException(String message, Exception cause, TrainingState lastGood) {
    super(message, cause);
    this.lastGood = lastGood;
  }

  /** Returns the state at the end of the last round that did not fail; empty if none ended. */
  public Optional<TrainingState> lastGood() {
    return Optional.ofNullable(lastGood);
  }
}
