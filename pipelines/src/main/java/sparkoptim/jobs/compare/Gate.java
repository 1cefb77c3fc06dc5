// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.List;
import java.util.Optional;

/** A condition that a candidate must meet. Its text is that of the configuration. */
public interface Gate {

  /** Returns whether it compares with another model. */
  boolean needsOther();

  /**
   * Returns whether a guard of this kind must pass. The others only veto: they hold the candidate
   * back where they fail, as few rows of a slice can rarely show that all is well.
   */
  boolean mustPass();

  /** Returns the slice that it looks at; {@code *} for all, nothing for all rows together. */
  default Optional<String> slice() {
    return Optional.empty();
  }

  /**
   * Checks that models give what it needs, where there is nothing to compare with yet.
   *
   * @throws IllegalArgumentException saying what is missing
   */
  default void check(PairedComparison comparison) {}

  /** Returns whether it holds a difference of two models against a limit. */
  default boolean isOfDifferences() {
    return false;
  }

  /**
   * Returns what it finds, one verdict for each slice that it looks at.
   *
   * @throws IllegalArgumentException where the models do not give what it needs
   */
  List<GateVerdict> judge(PairedComparison comparison);
}
