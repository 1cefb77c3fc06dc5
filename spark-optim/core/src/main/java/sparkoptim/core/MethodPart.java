// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.io.Serializable;
import java.util.Set;

/**
 * One of a method's four choices: settings in a record, with what they need and what they offer.
 */
public interface MethodPart extends Serializable {
  /** Returns the capabilities that the other choices, or the objective, must offer. */
  default Set<Capability> needs() {
    return Set.of();
  }

  /** Returns the capabilities that the other choices may rely on. */
  default Set<Capability> offers() {
    return Set.of();
  }

  /**
   * Returns whether it works with points whose untouched coordinates lag behind: rules that can put
   * off the dense part of a step, estimators that say when they read the whole point, step sizes
   * and averages that do not read it (but for snapshots).
   */
  default boolean supportsLazyUpdates() {
    return false;
  }
}
