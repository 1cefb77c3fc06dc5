// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import java.util.Optional;

/** Something else serves than what a promotion was decided against. */
public final class PromotionLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Promotion winner;

  /**
   * @param winner what serves now; null where that cannot be read yet
   */
  PromotionLostException(String message, Promotion winner) {
    super(message);
    this.winner = winner;
  }

  /** Returns the promotion that was faster. */
  public Optional<Promotion> winner() {
    return Optional.ofNullable(winner);
  }
}
